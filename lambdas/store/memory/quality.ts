import { key } from '../keys.ts';
import type { InspectionHistory, QualityStore } from '../ports.ts';
import { noHistory, staleHistory } from '../versioned-row.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy } from './rows.ts';

/** Inspection histories in memory. */
export function memoryQuality(outbox: MemoryOutbox): QualityStore {
  const histories = new Map<string, InspectionHistory>();
  return {
    async history(tenant, supplierId, sku) {
      return copy(histories.get(key(tenant, supplierId, sku)) ?? noHistory());
    },

    async record(tenant, supplierId, sku, { severity, receipts, outcomes }, expectedVersion, events) {
      const id = key(tenant, supplierId, sku);
      if ((histories.get(id)?.version ?? 0) !== expectedVersion)
        throw staleHistory(supplierId, sku, expectedVersion);
      outbox.add(tenant, events);
      histories.set(id, copy({ severity, receipts, outcomes, version: expectedVersion + 1 }));
    },
  };
}
