import type { Envelope } from '../../events/envelope.ts';
import { ContractViolation } from '../shared/errors.ts';
import { type DynamoContext, expiry } from './dynamo-context.ts';
import { collect, getAll, query, queryShards } from './dynamo-read.ts';
import { type Write, write } from './dynamo-write.ts';
import { instant, key, shardKey, shardKeys } from './keys.ts';
import { inOrder, outboxItemKey, outboxKey, outboxRow } from './outbox-row.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { InventoryStore, TenantScope } from './ports.ts';
import { outboxUnpublished } from './schema.ts';

const table = 'inventory';
const INDEX = 'OUT';
/** A transaction takes 100 items; what it is about needs at most 78 of them (see `BATCH` in `posting.ts`). */
const MOST_EVENTS = 20;
/** How long a published row stays, for whoever asks what was sent. */
const KEEP_DAYS = 7;

/** The outbox rows of events, to be written in the transaction of what they announce. */
export function outboxWrites(tenant: TenantScope, events: readonly Envelope[]): Write[] {
  if (events.length > MOST_EVENTS) {
    throw new ContractViolation(
      `${events.length} events for one write: at most ${MOST_EVENTS} fit its transaction, send fewer or larger ones`,
    );
  }
  return events.map((event) => {
    if (event.tenantid !== tenant) {
      throw new ContractViolation(
        `event ${event.id} is of tenant ${event.tenantid}, not ${tenant}: an outbox holds its own tenant's events`,
      );
    }
    return {
      table,
      put: {
        ...outboxItemKey(tenant, outboxKey(event)),
        event: pack(event),
        outPk: shardKey(INDEX, tenant, event.id),
        outSk: instant(event.time),
      },
    };
  });
}

export function outboxStore(
  context: DynamoContext,
): Pick<InventoryStore, 'enqueue' | 'markPublished' | 'unpublished' | 'eventsOf'> {
  return {
    async enqueue(tenant, events) {
      for (let start = 0; start < events.length; start += MOST_EVENTS) {
        await write(
          context,
          'storing events',
          outboxWrites(tenant, events.slice(start, start + MOST_EVENTS)),
        );
      }
    },

    async markPublished(tenant, rowKey) {
      // A row that is gone has been published and has outlived its time: nothing is left to mark.
      await write(context, `marking ${rowKey} published`, [
        {
          table,
          key: outboxItemKey(tenant, rowKey),
          update: 'SET expiresAt = :expiry REMOVE outPk, outSk',
          condition: 'attribute_exists(pk)',
          values: { ':expiry': expiry(context, context.wallClock().toISOString(), KEEP_DAYS) },
        },
      ]);
    },

    async unpublished(olderThan, limit) {
      const keys = await queryShards(
        context,
        table,
        outboxUnpublished,
        shardKeys(INDEX),
        limit,
        instant(olderThan),
      );
      const items = await getAll(context, table, keys);
      return inOrder(items.flatMap((item) => outboxRow(item) ?? []));
    },

    async eventsOf(tenant, subject) {
      const items = await collect(query(context, { table, pk: key('T', tenant, 'OUT', subject) }));
      const events = items.map((item) => ({
        event: unpack<Envelope>(item.event as Packed),
        published: item.outPk === undefined,
      }));
      return inOrder(events);
    },
  };
}
