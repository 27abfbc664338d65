import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Envelope } from '../../events/envelope.ts';
import { ContractViolation } from '../shared/errors.ts';
import { components, instant, key } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import { type OutboxRow, type TenantScope, tenantScope } from './ports.ts';
import { ANNOUNCES, type TableName } from './schema.ts';

/**
 * What makes an item an outbox row: the events it announces, written once with what they are about and published from the
 * table's stream. A step of a process announces on its own timeline entry; everything else has a row of its own.
 */
export interface Announcement {
  readonly events: Packed;
  readonly [ANNOUNCES]: number;
}

/** Nothing for no events. Raises ContractViolation for an event of another tenant. */
export function announcement(
  tenant: TenantScope,
  events: readonly Envelope[],
): Announcement | Record<string, never> {
  requireOwn(tenant, events);
  return events.length === 0 ? {} : { events: pack(events), [ANNOUNCES]: events.length };
}

/** Raises ContractViolation for an event of another tenant. */
export function requireOwn(tenant: TenantScope, events: readonly Envelope[]): void {
  const foreign = events.find((event) => event.tenantid !== tenant);
  if (foreign)
    throw new ContractViolation(
      `event ${foreign.id} is of tenant ${foreign.tenantid}, not ${tenant}: an outbox holds its own tenant's events`,
    );
}

/** Events of one subject share a row, in their order: what was written together is announced together. */
export function bySubject(events: readonly Envelope[]): readonly (readonly [Envelope, ...Envelope[]])[] {
  return [...Map.groupBy(events, ({ subject }) => subject).values()] as [Envelope, ...Envelope[]][];
}

/** Where the row of these events lies: by time within their subject, named by what it holds, so the same again is one row. */
export function outboxItemKey(
  tenant: TenantScope,
  [first, ...more]: readonly [Envelope, ...Envelope[]],
): { pk: string; sk: string } {
  const ids = [first, ...more].map(({ id }) => id);
  const name =
    more.length === 0 ? first.id : createHash('sha256').update(ids.join('|')).digest('hex').slice(0, 32);
  return { pk: key('T', tenant, 'OUT', first.subject), sk: key(instant(first.time), name) };
}

/** The key of a row over both tables that have some. */
export function rowKeyOf({ pk, sk }: { readonly pk: string; readonly sk: string }): string {
  return key(pk, sk);
}

/** The item of a row key, and the table it is in: timeline entries lie with their process. */
export function itemOfRowKey(rowKey: string): { table: TableName; pk: string; sk: string } {
  const [pk = '', sk = ''] = components(rowKey);
  return { table: components(pk)[2] === 'P' ? 'processes' : 'inventory', pk, sk };
}

/** The row of an item that announces something, `undefined` for every other item. */
export function outboxRow(item: Readonly<Record<string, unknown>>): OutboxRow | undefined {
  if (item.events === undefined) return undefined;
  const [pk, sk] = [String(item.pk), String(item.sk)];
  return {
    tenant: tenantScope(components(pk)[1] ?? ''),
    key: rowKeyOf({ pk, sk }),
    events: unpack<Envelope[]>(item.events as Packed),
  };
}

/** The same from a record of a table's stream: pass its `NewImage`, if it has one. */
export function outboxRowOfImage(image: Record<string, AttributeValue> | undefined): OutboxRow | undefined {
  return image && outboxRow(unmarshall(withBytes(image)));
}

/** A function gets its stream records as JSON, where binary values are base64 text instead of bytes. */
function withBytes(image: Record<string, AttributeValue>): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(image).map(([name, value]) => {
      const binary: unknown = value.B;
      return [name, typeof binary === 'string' ? { B: Buffer.from(binary, 'base64') } : value];
    }),
  );
}

/** Events by time, and those of one moment by their number within the subject. */
export function inOrder<Told extends { readonly event: Envelope }>(told: readonly Told[]): Told[] {
  const moment = ({ event }: Told) => instant(event.time);
  return told.toSorted((left, right) => {
    if (moment(left) !== moment(right)) return moment(left) < moment(right) ? -1 : 1;
    return left.event.sequence - right.event.sequence || (left.event.id < right.event.id ? -1 : 1);
  });
}

/** Each event once: rows that overlap hold the same event. */
export function distinct<Told extends { readonly event: Envelope }>(told: readonly Told[]): Told[] {
  return [...new Map(told.map((one) => [one.event.id, one])).values()];
}
