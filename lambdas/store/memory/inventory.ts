import type { Bucket } from '../../../events/inventory.ts';
import { key } from '../keys.ts';
import type { InventoryStore, LedgerEntry, Movement, Posting, TenantScope } from '../ports.ts';
import { auditBody, batchesOf, deltasOf, ledgerEntry, shortfall } from '../posting.ts';
import { MemoryAudit } from './audit.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy, pageOf } from './rows.ts';

/** `tick` is that of the audit entry that moved it last. */
type Counts = Partial<Record<Bucket, number>> & { version: number; tick: number };

/** Stock, ledger and audit chain in memory, with the rules of the DynamoDB form. */
export function memoryInventory(outbox: MemoryOutbox): InventoryStore {
  const places = new Map<string, Counts>();
  const ledger = new Map<string, Map<string, LedgerEntry>>();
  const audit = new MemoryAudit();

  const ledgerOf = (tenant: TenantScope, site: string, sku: string) => {
    const entries = ledger.get(key(tenant, site, sku)) ?? new Map<string, LedgerEntry>();
    ledger.set(key(tenant, site, sku), entries);
    return entries;
  };

  const postBatch = (
    tenant: TenantScope,
    posting: Posting,
    batch: readonly Movement[],
    events: Parameters<InventoryStore['post']>[2],
  ): readonly Movement[] => {
    const { site, at, actor, processId } = posting;
    // Before it is known whether anything is left to post, as in the DynamoDB form.
    audit.open({ tenantId: tenant, site, at });
    const left = batch.filter(({ sku, effectKey }) => !ledgerOf(tenant, site, sku).has(effectKey));
    if (left.length === 0) return left;
    const deltas = deltasOf(left).map((delta) => ({
      delta,
      place: key(tenant, site, delta.sku, ...(delta.lot === undefined ? [] : [delta.lot])),
    }));
    for (const { delta, place } of deltas) {
      const conflict = shortfall(site, delta, places.get(place) ?? {});
      if (conflict) throw conflict;
    }
    const draft = { tenantId: tenant, site, at, kind: 'posting', actor, body: auditBody(posting, left) };
    const ticks = deltas.map(({ place }) => (places.get(place)?.tick ?? 0) + 1);
    const entry = audit.next(draft, processId, Math.max(...ticks));
    outbox.add(tenant, events(left));
    for (const { delta, place } of deltas) {
      const counts = places.get(place) ?? { version: 0, tick: 0 };
      for (const [bucket, change] of delta.changes) counts[bucket] = (counts[bucket] ?? 0) + change;
      places.set(place, { ...counts, version: counts.version + 1, tick: entry.tick });
    }
    for (const movement of left)
      ledgerOf(tenant, site, movement.sku).set(
        movement.effectKey,
        copy(ledgerEntry(posting, movement, entry)),
      );
    audit.append(entry);
    return left;
  };

  return {
    async post(tenant, posting, events) {
      const applied = batchesOf(posting).flatMap((batch) => postBatch(tenant, posting, batch, events));
      return { applied, repeated: posting.movements.filter((movement) => !applied.includes(movement)) };
    },

    async effects(tenant, site, keys) {
      return keys.flatMap(({ sku, effectKey }) => copy(ledgerOf(tenant, site, sku).get(effectKey) ?? []));
    },

    async position(tenant, site, sku) {
      const { version = 0, tick, ...counts } = places.get(key(tenant, site, sku)) ?? {};
      return { site, sku, buckets: { available: 0, hold: 0, quarantine: 0, damaged: 0, ...counts }, version };
    },

    async ledger(tenant, site, sku, page) {
      return pageOf(
        tenant,
        [...ledgerOf(tenant, site, sku).values()],
        ({ effectKey }) => key(effectKey),
        page,
      );
    },

    ...audit.store(outbox),
    ...outbox.store(),
  };
}
