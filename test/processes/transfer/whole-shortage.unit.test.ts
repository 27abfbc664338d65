import { describe, expect, it } from 'vitest';
import { InventoryDriftDetected, ReconciliationRequested } from '../../../events/inventory.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { reconciliationRoom } from '../position-reconciliation/functions.ts';
import { FROM, ID, Lane, type Setting, TENANT, TO } from './lane.ts';

const short = async (received: number, setting: Setting = {}) => {
  const lane = await Lane.of(setting);
  await lane.shipped();
  await lane.scan('RECEIVED', [received]);
  return lane;
};

describe('bulk goods', () => {
  it.each<[string, number, boolean, string]>([
    ['one unit inside 0.5 %', 996, true, 'CLOSED'],
    ['at 0.5 %', 995, true, 'CLOSED'],
    ['one unit outside', 994, true, 'IN_QUESTION'],
    ['of other goods one unit', 999, false, 'IN_QUESTION'],
    ['one unit too many inside', 1_004, true, 'CLOSED'],
    ['at 0.5 % too many', 1_005, true, 'CLOSED'],
    ['one unit too many outside', 1_006, true, 'IN_QUESTION'],
    ['of other goods one unit too many', 1_001, false, 'IN_QUESTION'],
  ])('%s', async (_what, received, bulk, state) => {
    const lane = await short(received, { asked: [1_000], onHand: 2_000, bulk });
    expect(await lane.state()).toBe(state);
    const { source, transit, destination } = await lane.books();
    const written = state === 'CLOSED' && received < 1_000 ? 1_000 - received : 0;
    expect(source + transit + destination + written).toBe(2_000);
    expect(await lane.decisions('receipt-tolerance')).not.toHaveLength(0);
  });
});

describe('units are missing', () => {
  it('and the source is asked to count; after 24 h the question comes back', async () => {
    const lane = await short(8);
    expect(lane.published('TransferLost')).toMatchObject([{ reason: 'SHORT', lines: [{ quantity: 2 }] }]);
    await lane.answer('RECOUNT_SOURCE', 'supervisor-from');
    expect(lane.published('CountRequested')).toMatchObject([
      { sku: 'SKU-1', countId: `${ID}-count-1-1`, requestedBy: `transfer:${ID}` },
    ]);
    await lane.world.advance(1_439);
    await expect(lane.openTask()).rejects.toThrow('0 tasks');
    await lane.world.advance(1);
    expect(await lane.openTask()).toMatchObject({ step: 'shortage', round: 2 });
  });

  it('and the question comes back with what the source found, as soon as its count is settled', async () => {
    const lane = await short(8);
    await lane.answer('RECOUNT_SOURCE', 'supervisor-from');
    await lane.counted('OTHER-7', 'SKU-1', 5);
    await lane.counted(`${ID}-count-9-1`, 'SKU-1', 5);
    await expect(lane.openTask()).rejects.toThrow('0 tasks');
    await lane.counted(`${ID}-count-1-1`, 'SKU-1', 2);
    expect(await lane.openTask()).toMatchObject({
      step: 'shortage',
      round: 2,
      context: { recounted: expect.arrayContaining([{ round: 1, sku: 'SKU-1', adjustment: 2 }]) },
    });
    expect(await lane.problems()).toEqual([]);
  });

  it('of two items is asked about again when both were counted', async () => {
    const lane = await Lane.of({ asked: [10, 10] });
    await lane.shipped();
    await lane.scan('RECEIVED', [8, 9]);
    await lane.answer('RECOUNT_SOURCE', 'supervisor-from');
    await lane.counted(`${ID}-count-1-2`, 'SKU-2', 1);
    await expect(lane.openTask()).rejects.toThrow('0 tasks');
    await lane.counted(`${ID}-count-1-1`, 'SKU-1', 0);
    expect(await lane.openTask()).toMatchObject({ round: 2 });
  });

  it('and the carrier searches for 48 h; goods that turn up end the question', async () => {
    const lane = await short(8);
    await lane.answer('TRACE', 'supervisor-from');
    await lane.world.advance(2_879);
    await expect(lane.openTask()).rejects.toThrow('0 tasks');
    await lane.world.advance(1);
    expect(await lane.openTask()).toMatchObject({ round: 2 });
    await lane.scan('RECEIVED', [2], { scan: 'found' });
    expect([await lane.outcome(), await lane.books()]).toMatchObject([
      'received',
      { transit: 0, destination: 10 },
    ]);
    expect((await lane.tasks()).map(({ state }) => state).sort()).toEqual(['ANSWERED', 'CANCELLED']);
  });

  it('and a comparison at the destination agrees with the ERP, which has booked what came', async () => {
    const lane = await short(8, { rooms: [reconciliationRoom] });
    lane.fake('wms').seed({ stock: [{ site: TO, sku: 'SKU-1', status: 'available', quantity: 8 }] });
    const compare = async (reconciliationId: string) => {
      const about = {
        tenantId: TENANT,
        site: TO,
        businessKey: reconciliationId,
        correlationId: 'corr',
        mode: 'act' as const,
      };
      const data = { reconciliationId, skus: ['SKU-1'], requestedBy: 'inventory-desk' };
      const facts = { about, data, sequence: 1, causationId: 'test', now: lane.world.clock() };
      await lane.tell(
        makeEvent(ReconciliationRequested, { ...facts, newId: () => `event-${reconciliationId}` }),
      );
    };
    await compare('REC-1');
    await lane.answer('ACCEPT_LOSS', 'supervisor-from');
    expect(await lane.outcome()).toBe('received-short');
    await compare('REC-2');
    const ended = lane
      .published('ProcessClosed')
      .filter(({ process }) => process === 'position-reconciliation');
    expect(ended.map(({ outcome }) => outcome)).toEqual(['agreed', 'agreed']);
    expect(lane.published(InventoryDriftDetected.type)).toEqual([]);
    expect(await lane.problems()).toEqual([]);
  });

  it('and a claim is drafted, which is withdrawn when they are found', async () => {
    const lane = await short(8);
    await lane.answer('CARRIER_CLAIM', 'supervisor-from');
    expect(lane.standing('tms', 'claims')).toMatchObject([{ shipmentId: 'SHP-1', amount: { minor: 200 } }]);
    const again = await lane.openTask();
    expect(again.options.map(({ code }) => code)).not.toContain('CARRIER_CLAIM');
    await lane.scan('RECEIVED', [2], { scan: 'found' });
    expect([await lane.outcome(), lane.standing('tms', 'claims')]).toEqual(['received', []]);
  });

  it('and the loss is accepted: written off, the claim stands', async () => {
    const lane = await short(8);
    await lane.answer('CARRIER_CLAIM', 'supervisor-from');
    await lane.answer('ACCEPT_LOSS', 'supervisor-from');
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 0, destination: 8 });
    expect(await lane.outcome()).toBe('received-short');
    expect(lane.standing('tms', 'claims')).toHaveLength(1);
    expect(lane.published('TransferClosed')).toMatchObject([{ lines: [{ received: 8, lost: 2 }] }]);
  });

  /** Two units are missing. Without approvers whoever is asked decides. */
  it.each<[string, number, string, readonly string[] | undefined]>([
    ['below 100', 4_999, 'supervisor', undefined],
    ['at 100', 5_000, 'supervisor', undefined],
    ['above 100', 5_001, 'supervisor', ['supervisor']],
    ['below 1,000', 49_999, 'supervisor', ['supervisor']],
    ['at 1,000', 50_000, 'supervisor', ['supervisor']],
    ['above 1,000', 50_001, 'inventory-manager', ['inventory-manager']],
    ['below 10,000', 499_999, 'inventory-manager', ['inventory-manager']],
    ['at 10,000', 500_000, 'inventory-manager', ['inventory-manager']],
    ['above 10,000', 500_001, 'inventory-manager', ['inventory-manager', 'finance']],
  ])('a loss %s is accepted by its tier', async (_what, cost, group, approvers) => {
    const lane = await short(8, { cost, settings: { automaticValue: 10_000_000 } });
    const task = await lane.openTask();
    expect(task).toMatchObject({ group, value: { minor: 2 * cost } });
    const { approvals } = task.context as { approvals?: { approvers: readonly string[] } };
    expect(approvals?.approvers).toEqual(approvers);
  });

  it('a loss above 10,000 needs two people, and the units stay in transit until then', async () => {
    const lane = await short(8, { cost: 500_001, settings: { automaticValue: 10_000_000 } });
    await lane.answer('ACCEPT_LOSS', 'manager-from');
    expect([await lane.outcome(), await lane.books()]).toMatchObject([undefined, { transit: 2 }]);
    await lane.answer('ACCEPT_LOSS', 'money');
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['received-short', { transit: 0 }]);
  });

  it('nobody who scanned them decides', async () => {
    const lane = await short(8);
    expect((await lane.openTask()).excluded).toEqual(['planner', 'scanner-received']);
  });

  it('nobody decides in 24 h of business: a case, the units stay in transit, asked again', async () => {
    const lane = await short(8);
    await lane.until('2026-03-03T22:59:00.000Z');
    expect(await lane.cases()).toEqual([]);
    await lane.until('2026-03-03T23:00:00.000Z');
    expect(await lane.cases()).toEqual(['DECISION_PARKED']);
    expect(await lane.openTask()).toMatchObject({ step: 'shortage', round: 2 });
    expect(await lane.books()).toMatchObject({ transit: 2 });
  });
});

describe('too many units', () => {
  it('go back to the source, whose they are by the books', async () => {
    const lane = await short(12);
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 0, destination: 10 });
    expect(await lane.openTask()).toMatchObject({ step: 'over', value: { minor: 200 } });
    await lane.answer('RETURN', 'supervisor-from');
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 0, destination: 10 });
    expect(lane.standing('wms', 'transferAdvices').at(-1)).toMatchObject({
      site: FROM,
      lines: [{ quantity: 2 }],
    });
    expect(await lane.outcome()).toBe('received');
  });

  it('or are kept, and the source is corrected', async () => {
    const lane = await short(12);
    await lane.answer('ACCEPT_CORRECT', 'supervisor-from');
    expect(await lane.books()).toEqual({ source: 88, free: 88, transit: 0, destination: 12 });
    expect(await lane.outcome()).toBe('received');
  });

  it('nobody decides: asked again', async () => {
    const lane = await short(12);
    await lane.until('2026-03-03T23:00:00.000Z');
    expect(await lane.cases()).toEqual(['DECISION_PARKED']);
    expect(await lane.openTask()).toMatchObject({ step: 'over', round: 2 });
  });
});

describe('nobody receives anything', () => {
  /** Due two business days after Monday, so on Wednesday; three more business days end on Saturday, 23:59 at the site. */
  it('is lost after due + 3 business days, and not a minute before', async () => {
    const lane = await Lane.of();
    await lane.shipped();
    await lane.until('2026-03-08T04:58:00.000Z');
    expect([await lane.state(), await lane.cases()]).toEqual(['IN_TRANSIT', []]);
    await lane.until('2026-03-08T04:59:00.000Z');
    expect(await lane.cases()).toEqual(['LOST_IN_TRANSIT']);
    expect(lane.published('TransferLost')).toMatchObject([
      { reason: 'NO_RECEIPT', lines: [{ quantity: 10 }] },
    ]);
    await lane.answer('ACCEPT_LOSS', 'supervisor-from');
    expect([await lane.outcome(), await lane.books()]).toMatchObject([
      'lost',
      { source: 90, transit: 0, destination: 0 },
    ]);
  });

  /** Withdrawn on Monday, back by Wednesday, and three more business days. */
  it('on the way back either: lost after due + 3 business days, and not a minute before', async () => {
    const lane = await Lane.of();
    await lane.shipped();
    await lane.withdraw();
    await lane.until('2026-03-08T04:58:00.000Z');
    expect([await lane.state(), await lane.cases()]).toEqual(['RETURNING', []]);
    await lane.until('2026-03-08T04:59:00.000Z');
    expect(await lane.cases()).toEqual(['LOST_IN_TRANSIT']);
    expect(await lane.books()).toMatchObject({ source: 90, transit: 10 });
    await lane.scan('RETURNED', [10]);
    expect([await lane.outcome(), await lane.books()]).toMatchObject([
      'returned',
      { source: 100, transit: 0 },
    ]);
  });

  it('is due on the day it is needed when that is later', async () => {
    const lane = await Lane.of({ neededOn: '2026-03-12' });
    await lane.shipped();
    expect(lane.published('TransferShipped')).toMatchObject([{ dueOn: '2026-03-12' }]);
  });
});
