import { describe, expect, it } from 'vitest';
import { PromiseReviewRequested } from '../../../events/promise.ts';
import {
  ReplenishmentAcknowledged,
  ReplenishmentOrdered,
  ReplenishmentTriggered,
} from '../../../events/replenishment.ts';
import { Depot } from './depot.ts';

describe('units in transit from another site', () => {
  it.each([
    [1, 0],
    [0, 1],
  ])('count as our own books have them: with %i on its way %i order is made', async (units, orders) => {
    const depot = await Depot.open();
    if (units > 0) await depot.approach(units);
    await depot.pick(10);
    expect(depot.orders()).toHaveLength(orders);
    expect(await depot.problems()).toEqual([]);
  });
});

describe('an item that falls short', () => {
  it('is ordered from the contract supplier and closed with the acknowledgment, in twelve steps', async () => {
    const depot = await Depot.open();
    await depot.pick(10);
    expect(depot.orders()).toEqual([
      { poId: 'PO-000001', supplierId: 'SUP-1', status: 'open', ordered: 860, expectedOn: '2026-03-07' },
    ]);
    expect(depot.told().orders).toMatchObject([{ poId: 'PO-000001', ordered: 860 }]);
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
    await depot.acknowledge();
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'ordered' });
    expect(depot.published(ReplenishmentTriggered)).toEqual([
      { sku: 'OATS', site: 'DC-ATL', position: 50, reorderPoint: 50, target: 905 },
    ]);
    expect(depot.published(ReplenishmentOrdered)).toMatchObject([
      { source: 'SUP-1', documentId: 'PO-000001', quantity: 860, value: { minor: 215_000 } },
    ]);
    expect(depot.published(ReplenishmentAcknowledged)).toMatchObject([
      { acknowledged: 860, short: false, late: false },
    ]);
    expect(depot.published(PromiseReviewRequested)).toEqual([]);
    expect(await depot.problems()).toEqual([]);
    const [{ run }] = [...depot.world.runs.values()] as never as [{ run: { entered: string[] } }];
    expect(run.entered).toHaveLength(12);
  });
});
