import { Account } from '../../events/inventory.ts';
import { auditStore, laneWriter } from './dynamo-audit.ts';
import { type DynamoContext, type Item, type Key, retrying, sharingPatience } from './dynamo-context.ts';
import { outboxStore, outboxWrites } from './dynamo-outbox.ts';
import { get, getAll, queryPage } from './dynamo-read.ts';
import { tryWrite, type Write } from './dynamo-write.ts';
import { components, key, keyPrefix } from './keys.ts';
import type { InventoryStore, LedgerEntry, Movement, Position, Posting, TenantScope } from './ports.ts';
import { auditBody, batchesOf, type Delta, deltasOf, ledgerEntry, noUnits, shortfall } from './posting.ts';
import { positionsBySite } from './schema.ts';

const table = 'inventory';
const fresh = { condition: 'attribute_not_exists(pk)' };
type Events = Parameters<InventoryStore['post']>[2];

/** Positions, lots, ledger, audit chain and outbox on DynamoDB; a posting is one transaction per batch. */
export function dynamoInventory(context: DynamoContext): InventoryStore {
  const effects: InventoryStore['effects'] = async (tenant, site, keys) => {
    const items = await getAll(
      context,
      table,
      keys.map(({ sku, effectKey }) => ledgerKey(tenant, site, sku, effectKey)),
    );
    return items.map(ledgerRow);
  };

  return {
    async post(tenant, posting, events) {
      const applied: Movement[] = [];
      const repeated: Movement[] = [];
      const patient = sharingPatience(context);
      const batches = batchesOf(posting);
      let known: readonly LedgerEntry[] | undefined;
      for (const [index, batch] of batches.entries()) {
        const left = batch.filter(({ effectKey }) => !known?.some((row) => row.effectKey === effectKey));
        const result = await postBatch(patient, tenant, posting, left, events);
        applied.push(...result);
        repeated.push(...batch.filter((movement) => !result.includes(movement)));
        // An earlier try got this far. One read says how much further, instead of a refused transaction a batch.
        if (result.length === 0)
          known ??= await effects(tenant, posting.site, batches.slice(index + 1).flat());
      }
      return { applied, repeated };
    },

    effects,

    async position(tenant, site, sku) {
      return positionRow(site, sku, await get(context, table, positionKey(tenant, site, { sku })));
    },

    async positions(tenant, site, page) {
      const range = { table, index: positionsBySite, pk: sitePartition(tenant, site) } as const;
      const { rows, ...next } = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      const items = await getAll(context, table, rows);
      return { rows: items.map((item) => positionRow(site, skuOf(item), item)), ...next };
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
 * Posts what is not in the ledger yet and returns it. A refusal is read item by item: a ledger row that exists takes its
 * movement out of the batch, an empty bucket is the caller's Conflict, a position that was moved under a later tick
 * raises ours, and an audit entry that was first is the one to follow.
 */
async function postBatch(
  context: DynamoContext,
  tenant: TenantScope,
  posting: Posting,
  batch: readonly Movement[],
  events: Events,
): Promise<readonly Movement[]> {
  const { site, at, actor, processId } = posting;
  const lane = laneWriter(context, tenant, site, processId);
  let left = batch;
  let leastTick = 0;
  return retrying(context, `posting ${posting.documentId} at ${site}`, async (tried) => {
    if (left.length === 0) return left;
    const deltas = deltasOf(left);
    const draft = { at, kind: 'posting', actor, body: auditBody(posting, left) };
    const { entry, write } = await lane.next(draft, leastTick);
    const writes = [
      ...left.map(
        (movement): Write => ({
          table,
          put: ledgerItem(tenant, ledgerEntry(posting, movement, entry)),
          ...fresh,
        }),
      ),
      ...deltas.map((delta) => positionWrite(tenant, site, delta, entry.tick)),
      write,
    ];
    const outcome = await tryWrite(context, [...writes, ...outboxWrites(context, tenant, events(left))]);
    if (outcome.kind === 'written') return left;
    if (outcome.kind === 'refused') {
      const { failed } = outcome;
      const first = left.length;
      const refused = deltas.flatMap((delta, index) =>
        failed.has(first + index) ? [{ delta, stands: failed.get(first + index) ?? {} }] : [],
      );
      leastTick = Math.max(leastTick, ...refused.map(({ stands }) => Number(stands.tick ?? 0) + 1));
      left = left.filter((_, place) => !failed.has(place));
      // What is posted already takes nothing out again, so only a batch without it can fall short.
      for (const { delta, stands } of left.length === first ? refused : []) {
        const conflict = shortfall(site, delta, bucketsOf(stands));
        if (conflict) throw conflict;
      }
    }
    return lane.lost(outcome, writes.length - 1, tried);
  });
}

/**
 * Adds a delta; the condition keeps every bucket that shrinks at zero or above. A position also keeps the tick of the
 * entry that moved it last, and takes only a later one: entries of one SKU are in order, whatever lanes they are in.
 */
function positionWrite(tenant: TenantScope, site: string, delta: Delta, tick: number): Write {
  const names: Record<string, string> = { '#version': 'version' };
  const values: Item = { ':one': 1 };
  const additions = ['#version :one'];
  const conditions: string[] = [];
  const settings: string[] = [];
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
  // Whatever moves a lot moves the position of its SKU as well, so one tick of both is enough.
  if (delta.lot === undefined) {
    names['#tick'] = 'tick';
    values[':tick'] = tick;
    names['#sitePk'] = positionsBySite.partitionKey;
    names['#siteSk'] = positionsBySite.sortKey;
    values[':sitePk'] = sitePartition(tenant, site);
    values[':siteSk'] = key(delta.sku);
    settings.push('SET #tick = :tick, #sitePk = :sitePk, #siteSk = :siteSk');
    conditions.push('(attribute_not_exists(#tick) OR #tick < :tick)');
  }
  return {
    table,
    key: positionKey(tenant, site, delta),
    update: [...settings, `ADD ${additions.join(', ')}`].join(' '),
    names,
    values,
    ...(conditions.length > 0 ? { condition: conditions.join(' AND ') } : {}),
  };
}

function ledgerItem(tenant: TenantScope, entry: LedgerEntry): Key & Item {
  const { site, sku, effectKey, ...attributes } = entry;
  return { ...ledgerKey(tenant, site, sku, effectKey), ...attributes };
}

function ledgerRow({ pk, sk, ...attributes }: Key & Item): LedgerEntry {
  const [, , , site = ''] = components(pk);
  const sku = skuOf({ pk });
  return { ...attributes, site, sku, effectKey: components(sk)[1] ?? '' } as LedgerEntry;
}

/** The position an item holds; no item is an empty position. */
export function positionRow(site: string, sku: string, item: Item = {}): Position {
  const buckets = { ...noUnits, ...bucketsOf(item) };
  return { site, sku, buckets, free: Number(item.free ?? 0), version: Number(item.version ?? 0) };
}

function bucketsOf(item: Item): Partial<Record<Account, number>> {
  return Object.fromEntries(
    Account.options.flatMap((bucket) => (item[bucket] === undefined ? [] : [[bucket, Number(item[bucket])]])),
  );
}

function skuOf({ pk }: Pick<Key, 'pk'>): string {
  return components(pk)[4] ?? '';
}

function sitePartition(tenant: TenantScope, site: string): string {
  return key('T', tenant, 'SITE', site);
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
