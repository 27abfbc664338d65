import { reconciliationLimits } from '../../../../lambdas/domain/reconciliation-settings.ts';
import type { Answers, ItemCase } from '../../../../lambdas/processes/position-reconciliation/contract.ts';
import { tenantDocument } from '../../support/tenants.ts';

export const NOW = '2026-03-02T08:00:00.000Z';
export const limits = reconciliationLimits(tenantDocument('northwind-grocery'), 'DC-ATL');

/** A class B item everybody agrees about: 1,000 units, of which 900 nobody has reserved. */
export function item(change: Partial<ItemCase> = {}, told: Answers = {}): ItemCase {
  return {
    sku: 'OATS',
    now: NOW,
    position: { total: 1_000, available: 1_000, free: 900 },
    unbooked: 0,
    frozen: [],
    moved: false,
    open: [],
    effects: [],
    ...change,
    answers: { physical: 1_000, onSale: 1_000, book: 1_000, abcClass: 'B', published: 900, ...told },
  };
}
