import { describe, expect, it } from 'vitest';
import { BackorderQueued, BackorderReleased } from '../../../events/backorder.ts';
import { PromiseReviewRequested } from '../../../events/promise.ts';
import {
  OrderAcknowledged,
  ReplenishmentAcknowledged,
  ReplenishmentLate,
  ReplenishmentOrdered,
  ReplenishmentTriggered,
} from '../../../events/replenishment.ts';
import { TransferRequested, TransferWithdrawn } from '../../../events/transfer.ts';
import { Depot, OTHER, planOf, SITE } from './depot.ts';

/** The site works 16 hours a day, 06:00 to 22:00: from Monday 10:00 there, 12 h end on Monday at 22:00. */
const HOURS = 60;

async function ordered() {
  const depot = await Depot.open();
  await depot.pick(10);
  return depot;
}

/** Ordered, and 48 business hours passed: Thursday at 10:00. */
async function unanswered() {
  const depot = await ordered();
  await depot.world.advance(72 * HOURS);
  return depot;
}

describe('an acknowledgment', () => {
  it.each([
    [860, '2026-03-07', 'ordered', []],
    [861, '2026-03-06', 'ordered', []],
    [859, '2026-03-07', 'ordered-short', ['SUPPLY_SHORT']],
    [860, '2026-03-08', 'ordered-late', ['SUPPLY_LATE']],
    [0, '2026-03-08', 'ordered-short', ['SUPPLY_SHORT']],
  ])('of %d for %s closes as %s and reviews %j', async (quantity, promisedOn, outcome, reasons) => {
    const depot = await ordered();
    await depot.acknowledge({ quantity, promisedOn });
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome });
    expect(depot.published(PromiseReviewRequested).map(({ reason }) => reason)).toEqual(reasons);
    expect(depot.published(ReplenishmentAcknowledged)).toMatchObject([
      { acknowledged: quantity, ordered: 860 },
    ]);
  });

  it('counts in the position, so that a look after the silence finds enough', async () => {
    const depot = await ordered();
    await depot.acknowledge();
    await depot.world.advance(25 * HOURS);
    await depot.sweep();
    expect(await depot.row(2)).toMatchObject({
      outcome: 'enough',
      facts: { proposal: { figures: { position: 910 } } },
    });
  });

  it('short of what is needed is ordered again after the silence', async () => {
    const depot = await ordered();
    await depot.acknowledge({ quantity: 0 });
    await depot.world.advance(24 * HOURS);
    await depot.sweep();
    expect(depot.orders()).toHaveLength(1);
    await depot.world.advance(HOURS);
    await depot.sweep();
    expect(depot.orders()).toHaveLength(2);
  });

  it('that comes before the order was confirmed here is not lost', async () => {
    const depot = await Depot.open();
    const line = { poLine: 1, sku: 'OATS', quantity: 860, promisedOn: '2026-03-07' };
    await depot.tell(OrderAcknowledged, 'PO-000001', {
      poId: 'PO-000001',
      supplierId: 'SUP-1',
      lines: [line],
    });
    await depot.pick(10);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'ordered' });
  });

  it('of an order nobody made here changes nothing', async () => {
    const depot = await ordered();
    const line = { poLine: 1, sku: 'OATS', quantity: 1, promisedOn: '2026-03-07' };
    await depot.tell(OrderAcknowledged, 'PO-9', { poId: 'PO-9', supplierId: 'SUP-9', lines: [line] });
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
  });
});

describe('a supplier that does not answer', () => {
  it('is reminded after 12 business hours, once', async () => {
    const depot = await ordered();
    await depot.world.advance(12 * HOURS - 1);
    expect(depot.told().reminders).toEqual([]);
    await depot.world.advance(1);
    expect(depot.told().reminders).toMatchObject([{ poId: 'PO-000001' }]);
    await depot.world.advance(HOURS);
    expect(depot.told().reminders).toHaveLength(1);
  });

  it('is late after 24 business hours: promises are reviewed', async () => {
    const depot = await ordered();
    // Tuesday at 18:00: 12 business hours on Monday, 12 on Tuesday.
    await depot.world.advance(32 * HOURS - 1);
    expect(depot.published(ReplenishmentLate)).toEqual([]);
    await depot.world.advance(1);
    expect(depot.published(ReplenishmentLate)).toMatchObject([{ documentId: 'PO-000001', quantity: 860 }]);
    expect(depot.published(PromiseReviewRequested)).toMatchObject([
      { reason: 'SUPPLY_LATE', skus: ['OATS'] },
    ]);
  });

  it('is asked about after 48 business hours', async () => {
    const depot = await ordered();
    // Thursday at 10:00: 12, 16, 16 and 4 business hours.
    await depot.world.advance(72 * HOURS - 1);
    expect(await depot.tasks()).toEqual([]);
    await depot.world.advance(1);
    expect(await depot.openTask()).toMatchObject({ step: 'acknowledgment', group: 'buyer' });
    expect((await depot.openTask()).options.map(({ code }) => code)).toEqual(['ALTERNATE', 'WAIT', 'CANCEL']);
    expect(await depot.row()).toMatchObject({ state: 'REVIEW' });
    expect(await depot.problems()).toEqual([]);
  });

  it('ALTERNATE takes the order back everywhere and orders from the next', async () => {
    const depot = await unanswered();
    await depot.answer('ALTERNATE');
    expect(depot.orders()).toMatchObject([
      { supplierId: 'SUP-1', status: 'cancelled' },
      { supplierId: 'SUP-2', status: 'open', ordered: 860 },
    ]);
    expect(depot.told().orderChanges).toMatchObject([{ poId: 'PO-000001', ordered: 0 }]);
    await depot.acknowledge();
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'ordered' });
    expect(depot.published(ReplenishmentTriggered)).toHaveLength(1);
    expect(depot.published(ReplenishmentOrdered)).toHaveLength(2);
  });

  it('WAIT gives a business day, then asks again', async () => {
    const depot = await unanswered();
    await depot.answer('WAIT');
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
    // Friday at 18:00.
    await depot.world.advance(32 * HOURS - 1);
    expect(await depot.tasks()).toHaveLength(1);
    await depot.world.advance(1);
    expect(await depot.openTask()).toMatchObject({ round: 2 });
  });

  it('CANCEL takes the order back and ends', async () => {
    const depot = await unanswered();
    await depot.answer('CANCEL');
    expect(depot.orders()).toMatchObject([{ status: 'cancelled' }]);
    expect(depot.told().orderChanges).toMatchObject([{ poId: 'PO-000001', ordered: 0 }]);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'cancelled' });
  });

  it('that answers while a person is asked ends the question', async () => {
    const depot = await unanswered();
    await depot.acknowledge();
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'ordered' });
    expect((await depot.tasks()).map(({ state }) => state)).toEqual(['CANCELLED']);
  });

  it('stays ordered when nobody decides', async () => {
    const depot = await unanswered();
    await depot.world.advance(72 * HOURS);
    expect(await depot.row()).toMatchObject({ state: 'PARKED', outcome: 'unacknowledged' });
    expect(depot.orders()).toMatchObject([{ status: 'open' }]);
    expect(await depot.cases()).toEqual(['DECISION_PARKED']);
  });
});

describe('another site', () => {
  const near = {
    planning: { lanes: [{ from: OTHER, days: 2 }], plans: [planOf(), planOf({ site: OTHER })] },
  };
  async function asking() {
    const depot = await Depot.open({ ...near, elsewhere: 2_000 });
    await depot.pick(10);
    return depot;
  }

  it('is asked before a supplier, by an event of the site that sends', async () => {
    const depot = await asking();
    expect(depot.published(TransferRequested)).toMatchObject([
      { from: OTHER, to: SITE, neededOn: '2026-03-04', reason: 'REPLENISHMENT', lines: [{ quantity: 860 }] },
    ]);
    expect(depot.transfer().site).toBe(OTHER);
    expect(depot.orders()).toEqual([]);
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_TRANSFER' });
  });

  it.each([
    [860, '2026-03-04', []],
    [859, '2026-03-04', ['SUPPLY_SHORT']],
    [860, '2026-03-05', ['SUPPLY_LATE']],
  ])('that approves %d for %s reviews %j', async (quantity, dueOn, reasons) => {
    const depot = await asking();
    await depot.approveTransfer(quantity, dueOn);
    expect(depot.published(ReplenishmentAcknowledged)).toMatchObject([
      { source: OTHER, acknowledged: quantity },
    ]);
    expect(depot.published(PromiseReviewRequested).map(({ reason }) => reason)).toEqual(reasons);
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_TRANSFER' });
  });

  it.each([
    [860, 'transferred'],
    [859, 'transferred-short'],
  ])('that sent %d ends the request as %s', async (received, outcome) => {
    const depot = await asking();
    await depot.approveTransfer(860, '2026-03-04');
    await depot.closeTransfer(received);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome });
  });

  it.each(['rejectTransfer', 'cancelTransfer'] as const)('by %s leads to the supplier', async (said) => {
    const depot = await asking();
    await depot[said]();
    expect(depot.orders()).toMatchObject([{ supplierId: 'SUP-1', status: 'open' }]);
  });

  it('that says nothing for 48 business hours is asked no longer: the transfer is withdrawn', async () => {
    const depot = await asking();
    await depot.world.advance(72 * HOURS - 1);
    expect(depot.published(TransferWithdrawn)).toEqual([]);
    await depot.world.advance(1);
    expect(depot.published(TransferWithdrawn)).toMatchObject([{ transferId: depot.transfer().transferId }]);
    expect(depot.orders()).toMatchObject([{ supplierId: 'SUP-1' }]);
  });

  it('that sends nothing until the fifth day after its date is late', async () => {
    const depot = await asking();
    await depot.approveTransfer(860, '2026-03-04');
    // Monday 10:00 to the end of the 9th, with the hour that summer time takes: 7 days and 13 hours.
    await depot.world.advance((7 * 24 + 13) * HOURS - 1);
    expect(depot.published(ReplenishmentLate)).toEqual([]);
    await depot.world.advance(1);
    expect(depot.published(ReplenishmentLate)).toMatchObject([{ source: OTHER }]);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'transfer-late' });
  });

  it('where somebody waits gives nothing away', async () => {
    const depot = await Depot.open({ ...near, elsewhere: 2_000 });
    const lines = [{ orderLineId: 'L-1', reason: 'NO_SUPPLY' }];
    await depot.world.stores.backorders.setQueue(depot.tenant, OTHER, {
      sku: 'OATS',
      lines,
      at: depot.world.clock(),
    });
    await depot.pick(10);
    expect(depot.orders()).toMatchObject([{ supplierId: 'SUP-1' }]);
  });
});

describe('one open request an item and site', () => {
  it('is not joined by another while it is open', async () => {
    const depot = await ordered();
    await depot.pick(20);
    await depot.sweep();
    expect(await depot.requests()).toBe(1);
  });

  it('is followed by silence, unless the gap grew by a quarter', async () => {
    const depot = await Depot.open({ stock: 100 });
    await depot.pick(70);
    await depot.acknowledge({ quantity: 0 });
    // The gap was 20; 24 are silent, 25 are not.
    await depot.pick(4);
    expect(await depot.requests()).toBe(1);
    await depot.pick(1);
    expect(await depot.row(2)).toMatchObject({ facts: { proposal: { figures: { gap: 25 } } } });
    expect(depot.orders()).toHaveLength(2);
  });

  it('is not begun for an item with enough until it comes near its reorder point', async () => {
    const depot = await Depot.open({ stock: 100 });
    await depot.pick(10);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'enough' });
    await depot.pick(39);
    expect(await depot.requests()).toBe(1);
    await depot.pick(1);
    expect(await depot.row(2)).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
  });

  const line = { orderId: 'O-1', orderLineId: 'L-1', sku: 'OATS', site: SITE, quantity: 20 };
  const decision = { policy: 'FIFO' as const, rank: 1, supplyEventId: 'E-1' };

  it('begins when order lines wait, whatever is free', async () => {
    const depot = await Depot.open({ stock: 100 });
    await depot.pick(10);
    await depot.tell(BackorderQueued, 'L-1', { ...line, ...decision });
    expect(await depot.requests()).toBe(2);
    expect(await depot.row(2)).toMatchObject({ outcome: 'enough' });
  });

  it('is judged when a backorder was released, where that may have made the item short', async () => {
    const depot = await Depot.open({ stock: 100 });
    await depot.pick(10);
    const documents = { allocationId: 'A-1', pickTaskId: 'P-1' };
    await depot.tell(BackorderReleased, 'L-1', { ...line, ...decision, ...documents });
    expect(await depot.requests()).toBe(1);
    await depot.world.stores.backorders.reserve(
      depot.tenant,
      { site: SITE, sku: 'OATS', orderId: 'O-1', orderLineId: 'L-2' },
      { claim: 'c', quantity: 45, lots: [], kind: 'firm', at: depot.world.clock() },
    );
    await depot.tell(BackorderReleased, 'L-2', { ...line, orderLineId: 'L-2', ...decision, ...documents });
    expect(await depot.row(2)).toMatchObject({ facts: { proposal: { figures: { position: 45 } } } });
  });

  it('is found by the clock after a day, when nothing moved', async () => {
    const depot = await Depot.open({ stock: 100 });
    await depot.pick(10);
    await depot.world.advance(1_439);
    await depot.sweep();
    expect(await depot.requests()).toBe(1);
    await depot.world.advance(1);
    await depot.sweep();
    expect(await depot.requests()).toBe(2);
  });
});
