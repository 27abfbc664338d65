import { key } from '../keys.ts';
import type { InventoryStore, LedgerEntry, Movement, Posting, TenantScope } from '../ports.ts';
import { auditBody, batchesOf, deltasOf, ledgerEntry, shortfall } from '../posting.ts';
import { MemoryAudit } from './audit.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy, pageOf } from './rows.ts';
import type { MemoryStock } from './stock.ts';

/** Stock, ledger and audit chain in memory, with the rules of the DynamoDB form. */
export function memoryInventory(outbox: MemoryOutbox, stock: MemoryStock): InventoryStore {
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
      place: stock.placeOf(tenant, site, delta.sku, delta.lot),
    }));
    for (const { delta, place } of deltas) {
      const conflict = shortfall(site, delta, stock.at(place));
      if (conflict) throw conflict;
    }
    const draft = { tenantId: tenant, site, at, kind: 'posting', actor, body: auditBody(posting, left) };
    const ticks = deltas.map(({ place }) => stock.at(place).tick + 1);
    const entry = audit.next(draft, processId, Math.max(...ticks));
    outbox.add(tenant, events(left));
    for (const { delta, place } of deltas) stock.add(place, delta.changes, entry.tick);
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
      return stock.position(tenant, site, sku);
    },

    async positions(tenant, site, page) {
      return pageOf(tenant, stock.positions(tenant, site), ({ sku }) => key(sku), page);
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
