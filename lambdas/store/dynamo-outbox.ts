import type { Envelope } from '../../events/envelope.ts';
import { ContractViolation } from '../shared/errors.ts';
import { type DynamoContext, expiry, type Item } from './dynamo-context.ts';
import { collect, getAll, query, queryShards } from './dynamo-read.ts';
import { firstWriting, type Write, write } from './dynamo-write.ts';
import { instant, key, shardKey, shardKeys } from './keys.ts';
import {
  announcement,
  bySubject,
  distinct,
  inOrder,
  itemOfRowKey,
  outboxItemKey,
  outboxRow,
} from './outbox-row.ts';
import type { InventoryStore, TenantScope, ToldEvent } from './ports.ts';
import { outboxUnpublished, type TableName } from './schema.ts';

const table = 'inventory';
const INDEX = 'OUT';
/** Tables whose items announce events. */
const ANNOUNCING: readonly TableName[] = ['inventory', 'processes'];
/** A transaction takes 100 items; what it is about needs at most 78 of them (see `BATCH` in `posting.ts`). */
const MOST_ROWS = 20;
/** How long a row of its own stays, for whoever asks what was sent. */
const KEEP_DAYS = 7;

/** The outbox rows of events, to be written in the transaction of what they announce. */
export function outboxWrites(
  context: DynamoContext,
  tenant: TenantScope,
  events: readonly Envelope[],
): Write[] {
  const rows = bySubject(events);
  if (rows.length > MOST_ROWS) {
    throw new ContractViolation(
      `events of ${rows.length} subjects for one write: at most ${MOST_ROWS} fit its transaction, send fewer`,
    );
  }
  return rows.map((together) => ({
    table,
    key: outboxItemKey(tenant, together),
    ...firstWriting({
      ...announcement(tenant, together),
      expiresAt: expiry(context, together[0].time, KEEP_DAYS),
    }),
  }));
}

/** The events an item announced; one the publisher handed to the sweeper has not been published. */
export function toldBy(item: Item): readonly ToldEvent[] {
  return (outboxRow(item)?.events ?? []).map((event) => ({ event, published: item.outPk === undefined }));
}

export function outboxStore(
  context: DynamoContext,
): Pick<InventoryStore, 'enqueue' | 'markMissed' | 'markPublished' | 'unpublished' | 'eventsOf'> {
  return {
    async enqueue(tenant, events) {
      const rows = bySubject(events);
      for (let start = 0; start < rows.length; start += MOST_ROWS)
        await write(
          context,
          'storing events',
          outboxWrites(context, tenant, rows.slice(start, start + MOST_ROWS).flat()),
        );
    },

    async markMissed(tenant, rowKey, at) {
      const { table: home, ...itemKey } = itemOfRowKey(rowKey);
      await write(context, `handing ${rowKey} to the sweeper`, [
        {
          table: home,
          key: itemKey,
          // It must not expire before it is published.
          update: 'SET outPk = :shard, outSk = :at REMOVE expiresAt',
          condition: 'attribute_exists(pk)',
          values: { ':shard': shardKey(INDEX, tenant, rowKey), ':at': instant(at) },
        },
      ]);
    },

    async markPublished(_tenant, rowKey) {
      const { table: home, ...itemKey } = itemOfRowKey(rowKey);
      // A timeline entry stays as long as its process; a row of its own has told what it had to tell.
      const expires = home === table;
      await write(context, `marking ${rowKey} published`, [
        {
          table: home,
          key: itemKey,
          update: `REMOVE outPk, outSk${expires ? ' SET expiresAt = :expiry' : ''}`,
          condition: 'attribute_exists(pk)',
          ...(expires && {
            values: { ':expiry': expiry(context, context.wallClock().toISOString(), KEEP_DAYS) },
          }),
        },
      ]);
    },

    async unpublished(olderThan, limit) {
      const missed = await Promise.all(
        ANNOUNCING.map(async (home) => {
          const keys = await queryShards(
            context,
            home,
            outboxUnpublished,
            shardKeys(INDEX),
            limit,
            instant(olderThan),
          );
          return getAll(context, home, keys);
        }),
      );
      return missed
        .flat()
        .filter(({ outPk }) => outPk !== undefined)
        .sort((left, right) => (String(left.outSk) < String(right.outSk) ? -1 : 1))
        .slice(0, limit)
        .flatMap((item) => outboxRow(item) ?? []);
    },

    async eventsOf(tenant, subject) {
      const items = await collect(query(context, { table, pk: key('T', tenant, 'OUT', subject) }));
      return inOrder(distinct(items.flatMap(toldBy)));
    },
  };
}
