import { describe, expect, it } from 'vitest';
import { Lane } from './lane.ts';

describe('a transfer nobody has to approve', () => {
  it('goes from one site to the other, in at most twelve transitions', async () => {
    const lane = await Lane.of();
    await lane.request();
    expect(await lane.books()).toEqual({ source: 100, free: 90, transit: 0, destination: 0 });
    expect(await lane.state()).toBe('APPROVED');
    await lane.scan('PICKED', [10]);
    expect(await lane.state()).toBe('PICKED');
    await lane.scan('SHIPPED', [10]);
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 10, destination: 0 });
    expect(await lane.state()).toBe('IN_TRANSIT');
    await lane.scan('RECEIVED', [10]);
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 0, destination: 10 });
    expect([await lane.state(), await lane.outcome()]).toEqual(['CLOSED', 'received']);
    expect(await lane.problems()).toEqual([]);
    expect([await lane.tasks(), await lane.cases()]).toEqual([[], []]);
    const [run] = lane.world.runs.values();
    expect(run?.run.entered.length).toBeLessThanOrEqual(12);
  });
});

describe('before anything is shipped', () => {
  it('a withdrawal takes everything back', async () => {
    const lane = await Lane.of();
    await lane.request();
    expect([lane.standing('erp', 'transfers').length, lane.standing('wms', 'pickTasks').length]).toEqual([
      1, 1,
    ]);
    await lane.withdraw();
    expect([lane.standing('erp', 'transfers').length, lane.standing('wms', 'pickTasks').length]).toEqual([
      0, 0,
    ]);
    expect(await lane.books()).toMatchObject({ source: 100, free: 100 });
    expect(lane.published('TransferCanceled')).toMatchObject([{ reason: 'WITHDRAWN' }]);
    expect(await lane.outcome()).toBe('canceled');
  });

  it('a withdrawal while people are asked ends their task', async () => {
    const lane = await Lane.of({ cost: 100_000 });
    await lane.request();
    await lane.withdraw();
    expect((await lane.tasks()).map(({ state }) => state)).toEqual(['CANCELLED']);
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['canceled', { free: 100 }]);
  });

  it('an inverse that is refused is a case, and nothing after it is done until it succeeds', async () => {
    const lane = await Lane.of();
    await lane.request();
    const [task] = lane.standing('wms', 'pickTasks');
    lane.fake('wms').seed({ picked: [task?.pickTaskId] });
    await lane.withdraw();
    expect(await lane.cases()).toContain('COMPENSATION_FAILED');
    expect([await lane.state(), await lane.books()]).toMatchObject(['WAITING_PARTNER', { free: 90 }]);
    expect(lane.standing('erp', 'transfers')).toHaveLength(1);
    expect(await lane.problems()).toEqual([]);
  });

  it('what nobody picked is canceled after 48 h, and not a minute before', async () => {
    const lane = await Lane.of();
    await lane.request();
    await lane.until('2026-03-04T14:59:00.000Z');
    expect(await lane.state()).toBe('APPROVED');
    await lane.until('2026-03-04T15:00:00.000Z');
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['canceled', { free: 100 }]);
    expect(lane.published('TransferCanceled')).toMatchObject([{ reason: 'NOT_SHIPPED' }]);
  });

  it('what is picked and does not leave is a case', async () => {
    const lane = await Lane.of();
    await lane.request();
    await lane.scan('PICKED', [10]);
    await lane.until('2026-03-04T15:00:00.000Z');
    expect([await lane.state(), await lane.cases()]).toEqual(['PICKED', ['TRANSFER_NOT_SHIPPED']]);
    await lane.scan('SHIPPED', [10]);
    await lane.scan('RECEIVED', [10]);
    expect(await lane.outcome()).toBe('received');
  });

  it('a transfer the ERP refuses is taken back', async () => {
    const lane = await Lane.of({ asked: [10], onHand: 100 });
    lane.fake('wms').seed({ stock: [{ site: 'DC-ATL', sku: 'SKU-1', status: 'available', quantity: 5 }] });
    await lane.request();
    expect(await lane.cases()).toEqual(['INTEGRATION_REJECTED']);
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['canceled', { free: 100 }]);
    expect(lane.standing('erp', 'transfers')).toEqual([]);
  });
});

describe('shipping', () => {
  it('in parts shrinks the reservation with each, and the rest is free when the last part has left', async () => {
    const lane = await Lane.of();
    await lane.request();
    await lane.scan('SHIPPED', [4], { scan: 's1', complete: false });
    expect(await lane.books()).toEqual({ source: 96, free: 90, transit: 4, destination: 0 });
    await lane.scan('SHIPPED', [3], { scan: 's2' });
    expect(await lane.books()).toEqual({ source: 93, free: 93, transit: 7, destination: 0 });
    expect(lane.published('TransferShipped')).toMatchObject([{ lines: [{ quantity: 7 }] }]);
    await lane.scan('RECEIVED', [7]);
    expect(await lane.outcome()).toBe('received');
  });

  it('waits for books that do not have the units, and goes on when they do', async () => {
    const lane = await Lane.of();
    await lane.request();
    await lane.stock('SKU-1', -95);
    await lane.scan('SHIPPED', [10]);
    expect([await lane.state(), await lane.cases()]).toEqual(['WAITING_PARTNER', ['TRANSFER_BLOCKED']]);
    expect(await lane.books()).toMatchObject({ source: 5, transit: 0 });
    await lane.stock('SKU-1', 5);
    await lane.world.advance(59);
    expect(await lane.books()).toMatchObject({ source: 10, transit: 0 });
    await lane.world.advance(1);
    expect(await lane.books()).toMatchObject({ source: 0, transit: 10 });
    await lane.scan('RECEIVED', [10]);
    expect(await lane.outcome()).toBe('received');
  });

  it('keeps lots: they leave one shelf and come to the other', async () => {
    const lane = await Lane.of();
    await lane.request();
    await lane.scan('SHIPPED', [10]);
    await lane.scan('RECEIVED', [10], { lot: 'L1' });
    expect(await lane.outcome()).toBe('received');
    expect(lane.published('InventoryPositionChanged').at(-1)).toMatchObject({
      reasonCode: 'TRANSFER_IN',
      changes: [
        { bucket: 'inTransit', delta: -10 },
        { bucket: 'available', delta: 10, lot: 'L1' },
      ],
    });
  });
});

describe('after shipping', () => {
  it('a withdrawal sends the goods back on a leg of their own', async () => {
    const lane = await Lane.of();
    await lane.shipped();
    await lane.withdraw();
    expect(await lane.state()).toBe('RETURNING');
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 10, destination: 0 });
    expect(lane.standing('wms', 'transferAdvices')).toMatchObject([{ site: 'DC-ATL', from: 'DC-DAL' }]);
    await lane.scan('RETURNED', [10]);
    expect(await lane.books()).toEqual({ source: 100, free: 100, transit: 0, destination: 0 });
    expect(await lane.outcome()).toBe('returned');
    expect(lane.standing('erp', 'transfers')).toMatchObject([{ completed: [{ returned: 10, received: 0 }] }]);
  });

  it('goods that could not be turned around are received', async () => {
    const lane = await Lane.of();
    await lane.shipped();
    await lane.withdraw();
    await lane.scan('RECEIVED', [10]);
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['received', { destination: 10 }]);
  });

  it('a scan after the end is a case and posts nothing', async () => {
    const lane = await Lane.of();
    await lane.shipped();
    await lane.scan('RECEIVED', [10]);
    await lane.scan('RECEIVED', [1], { scan: 'late' });
    expect(await lane.cases()).toEqual(['LATE_TRANSFER_SCAN']);
    expect(await lane.books()).toMatchObject({ destination: 10 });
  });
});
