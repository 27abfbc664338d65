import { type AuditEntry, nextEntry } from '../../domain/audit-chain.ts';
import { key } from '../keys.ts';
import type { InventoryStore, LedgerEntry, Movement, Posting, TenantScope } from '../ports.ts';
import { auditBody, batchesOf, deltasOf, ledgerEntry, shortfall } from '../posting.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy, pageOf } from './rows.ts';
import type { MemoryStock } from './stock.ts';

/** Stock, ledger and audit chain in memory, with the rules of the DynamoDB form. */
export function memoryInventory(outbox: MemoryOutbox, stock: MemoryStock): InventoryStore {
  const ledger = new Map<string, Map<string, LedgerEntry>>();
  const chains = new Map<string, AuditEntry[]>();
  const keyed = new Map<string, AuditEntry>();

  const ledgerOf = (tenant: TenantScope, site: string, sku: string) => {
    const entries = ledger.get(key(tenant, site, sku)) ?? new Map<string, LedgerEntry>();
    ledger.set(key(tenant, site, sku), entries);
    return entries;
  };

  const chainOf = (tenant: TenantScope, site: string) => {
    const chain = chains.get(key(tenant, site)) ?? [];
    chains.set(key(tenant, site), chain);
    return chain;
  };

  const link = (
    tenant: TenantScope,
    { site, at, kind, actor, body }: Parameters<InventoryStore['audit']>[1],
  ) => nextEntry(chainOf(tenant, site).at(-1), { tenantId: tenant, site, at, kind, actor, body });

  const postBatch = (
    tenant: TenantScope,
    posting: Posting,
    batch: readonly Movement[],
    events: Parameters<InventoryStore['post']>[2],
  ): readonly Movement[] => {
    const { site, at, actor } = posting;
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
    const entry = link(tenant, { site, at, kind: 'posting', actor, body: auditBody(posting, left) });
    outbox.add(tenant, events(left));
    for (const { delta, place } of deltas) stock.add(place, delta.changes);
    for (const movement of left)
      ledgerOf(tenant, site, movement.sku).set(
        movement.effectKey,
        copy(ledgerEntry(posting, movement, entry)),
      );
    chainOf(tenant, site).push(entry);
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

    async ledger(tenant, site, sku, page) {
      return pageOf(
        tenant,
        [...ledgerOf(tenant, site, sku).values()],
        ({ effectKey }) => key(effectKey),
        page,
      );
    },

    async audit(tenant, draft, events = []) {
      const standing = draft.key === undefined ? undefined : keyed.get(key(tenant, draft.site, draft.key));
      if (standing) return copy(standing);
      const entry = link(tenant, draft);
      outbox.add(tenant, events);
      chainOf(tenant, draft.site).push(entry);
      if (draft.key !== undefined) keyed.set(key(tenant, draft.site, draft.key), entry);
      return copy(entry);
    },

    async auditDays(tenant, site) {
      return [...new Set(chainOf(tenant, site).map(({ day }) => day))];
    },

    async *auditChain(tenant, site, day) {
      for (const entry of chainOf(tenant, site)) if (entry.day === day) yield copy(entry);
    },

    ...outbox.store(),
  };
}
