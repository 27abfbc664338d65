import { Bucket } from '../../events/inventory.ts';
import { auditStore, nextLink } from './dynamo-audit.ts';
import { again, type DynamoContext, type Item, type Key, retrying } from './dynamo-context.ts';
import { outboxStore, outboxWrites } from './dynamo-outbox.ts';
import { get, getAll, queryPage } from './dynamo-read.ts';
import { tryWrite, type Write } from './dynamo-write.ts';
import { components, key, keyPrefix } from './keys.ts';
import type { InventoryStore, LedgerEntry, Movement, Position, Posting, TenantScope } from './ports.ts';
import { auditBody, batchesOf, type Delta, deltasOf, ledgerEntry, shortfall } from './posting.ts';

const table = 'inventory';
const fresh = { condition: 'attribute_not_exists(pk)' };
type Events = Parameters<InventoryStore['post']>[2];

/** Positions, lots, ledger, audit chain and outbox on DynamoDB; a posting is one transaction per batch. */
export function dynamoInventory(context: DynamoContext): InventoryStore {
  return {
    async post(tenant, posting, events) {
      const applied: Movement[] = [];
      const repeated: Movement[] = [];
      for (const batch of batchesOf(posting)) {
        const result = await postBatch(context, tenant, posting, batch, events);
        applied.push(...result);
        repeated.push(...batch.filter((movement) => !result.includes(movement)));
      }
      return { applied, repeated };
    },

    async effects(tenant, site, keys) {
      const items = await getAll(
        context,
        table,
        keys.map(({ sku, effectKey }) => ledgerKey(tenant, site, sku, effectKey)),
      );
      return items.map(ledgerRow);
    },

    async position(tenant, site, sku) {
      return positionRow(site, sku, await get(context, table, positionKey(tenant, site, { sku })));
    },

    async ledger(tenant, site, sku, page) {
      const range = {
        table,
        pk: stockPartition(tenant, site, sku),
        prefix: keyPrefix(['LEDGER'], ''),
      } as const;
      const { rows, ...next } = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      return { rows: rows.map(ledgerRow), ...next };
    },

    ...auditStore(context),
    ...outboxStore(context),
  };
}

/**
 * Posts what is not in the ledger yet and returns it. Each refusal is read item by item: a ledger row that exists takes
 * its movement out of the batch, an empty bucket is the caller's Conflict, an audit entry that was first means again.
 */
async function postBatch(
  context: DynamoContext,
  tenant: TenantScope,
  posting: Posting,
  batch: readonly Movement[],
  events: Events,
): Promise<readonly Movement[]> {
  const { site, at, actor } = posting;
  let left = batch;
  return retrying(context, `posting ${posting.documentId} at ${site}`, async () => {
    if (left.length === 0) return left;
    const deltas = deltasOf(left);
    const { entry, writes } = await nextLink(context, tenant, {
      site,
      at,
      kind: 'posting',
      actor,
      body: auditBody(posting, left),
    });
    const outcome = await tryWrite(context, [
      ...left.map(
        (movement): Write => ({
          table,
          put: ledgerItem(tenant, ledgerEntry(posting, movement, entry)),
          ...fresh,
        }),
      ),
      ...deltas.map((delta) => positionWrite(tenant, site, delta)),
      ...writes,
      ...outboxWrites(tenant, events(left)),
    ]);
    if (outcome.kind === 'written') return left;
    if (outcome.kind === 'contended') return again;
    const count = left.length;
    left = left.filter((_, place) => !outcome.failed.has(place));
    if (left.length < count) return again;
    for (const [place, delta] of deltas.entries()) {
      const conflict =
        outcome.failed.has(count + place) &&
        shortfall(site, delta, bucketsOf(outcome.failed.get(count + place) ?? {}));
      if (conflict) throw conflict;
    }
    return again;
  });
}

/** Adds a delta; the condition keeps every bucket that shrinks at zero or above. */
function positionWrite(tenant: TenantScope, site: string, delta: Delta): Write {
  const names: Record<string, string> = { '#version': 'version' };
  const values: Item = { ':one': 1 };
  const additions = ['#version :one'];
  const conditions: string[] = [];
  const free = delta.changes.get('available') ?? 0;
  // What enters or leaves `available` is free, or no longer: a loss of reserved goods takes it below zero.
  if (free !== 0) {
    names['#free'] = 'free';
    values[':free'] = free;
    additions.push('#free :free');
  }
  for (const [bucket, change] of delta.changes) {
    if (change === 0) continue;
    names[`#${bucket}`] = bucket;
    values[`:${bucket}`] = change;
    additions.push(`#${bucket} :${bucket}`);
    if (change > 0) continue;
    values[`:need_${bucket}`] = -change;
    conditions.push(`#${bucket} >= :need_${bucket}`);
  }
  const condition = conditions.length > 0 ? { condition: conditions.join(' AND ') } : {};
  return {
    table,
    key: positionKey(tenant, site, delta),
    update: `ADD ${additions.join(', ')}`,
    names,
    values,
    ...condition,
  };
}

function ledgerItem(tenant: TenantScope, entry: LedgerEntry): Key & Item {
  const { site, sku, effectKey, ...attributes } = entry;
  return { ...ledgerKey(tenant, site, sku, effectKey), ...attributes };
}

function ledgerRow({ pk, sk, ...attributes }: Key & Item): LedgerEntry {
  const [, , , site = '', sku = ''] = components(pk);
  return { ...attributes, site, sku, effectKey: components(sk)[1] ?? '' } as LedgerEntry;
}

/** The position an item holds; no item is an empty position. */
export function positionRow(site: string, sku: string, item: Item = {}): Position {
  const buckets = { available: 0, hold: 0, quarantine: 0, damaged: 0, ...bucketsOf(item) };
  return { site, sku, buckets, free: Number(item.free ?? 0), version: Number(item.version ?? 0) };
}

function bucketsOf(item: Item): Partial<Record<Bucket, number>> {
  return Object.fromEntries(
    Bucket.options.flatMap((bucket) => (item[bucket] === undefined ? [] : [[bucket, Number(item[bucket])]])),
  );
}

export function stockPartition(tenant: TenantScope, site: string, sku: string): string {
  return key('T', tenant, 'STK', site, sku);
}

export function positionKey(
  tenant: TenantScope,
  site: string,
  { sku, lot }: { sku: string; lot?: string },
): Key {
  return { pk: stockPartition(tenant, site, sku), sk: lot === undefined ? 'POSITION' : key('LOT', lot) };
}

function ledgerKey(tenant: TenantScope, site: string, sku: string, effectKey: string): Key {
  return { pk: stockPartition(tenant, site, sku), sk: key('LEDGER', effectKey) };
}
