import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Envelope } from '../../events/envelope.ts';
import { components, instant, key } from './keys.ts';
import { type Packed, unpack } from './packed.ts';
import { type OutboxRow, type TenantScope, tenantScope } from './ports.ts';

/** An outbox row is ordered by time within its subject and named by its event: the same event twice is one row. */
export function outboxKey(event: Envelope): string {
  return key(event.subject, instant(event.time), event.id);
}

/** Where the row of an outbox key lies. */
export function outboxItemKey(tenant: TenantScope, rowKey: string): { pk: string; sk: string } {
  const [subject = '', time = '', id = ''] = components(rowKey);
  return { pk: key('T', tenant, 'OUT', subject), sk: key(time, id) };
}

/** The row of an unpublished outbox item, `undefined` for every other item of the table. */
export function outboxRow(item: Readonly<Record<string, unknown>>): OutboxRow | undefined {
  if (item.outPk === undefined || item.event === undefined) return undefined;
  const [, tenant = '', , subject = ''] = components(String(item.pk));
  const [time = '', id = ''] = components(String(item.sk));
  return {
    tenant: tenantScope(tenant),
    key: key(subject, time, id),
    event: unpack<Envelope>(item.event as Packed),
    createdAt: time,
  };
}

/** The same from a record of the inventory table's stream: pass its `NewImage`, if it has one. */
export function outboxRowOfImage(image: Record<string, AttributeValue> | undefined): OutboxRow | undefined {
  return image && outboxRow(unmarshall(withBytes(image)));
}

/** A function gets its stream records as JSON, where binary values are base64 text instead of bytes. */
function withBytes(image: Record<string, AttributeValue>): Record<string, AttributeValue> {
  const binary: unknown = image.event?.B;
  return typeof binary === 'string' ? { ...image, event: { B: Buffer.from(binary, 'base64') } } : image;
}

/** Events by time, and those of one moment by their number within the subject: the order to publish them in. */
export function inOrder<Row extends { readonly event: Envelope }>(rows: readonly Row[]): Row[] {
  const moment = ({ event }: Row) => instant(event.time);
  return rows.toSorted((left, right) => {
    if (moment(left) !== moment(right)) return moment(left) < moment(right) ? -1 : 1;
    return left.event.sequence - right.event.sequence || (left.event.id < right.event.id ? -1 : 1);
  });
}
