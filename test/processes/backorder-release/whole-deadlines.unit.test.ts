import { describe, expect, it } from 'vitest';
import { BackorderWithdrawn, ReservationEnded } from '../../../events/backorder.ts';
import { TaskEscalated, TaskExpired, TaskReminded } from '../../../events/work.ts';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { orderOf, Shop } from './shop.ts';

/** An outage of one operation, until it is mended. */
function outage(shop: Shop, operation: string) {
  let isOut = true;
  shop.world.fault = (moment, name) => {
    if (isOut && moment === 'before' && name === operation) throw new AdapterUnavailable(`${name} is away`);
  };
  return () => {
    isOut = false;
  };
}

describe('a reservation the OMS does not confirm', () => {
  it('stands for four hours and not a minute longer', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'));
    outage(shop, 'oms.allocate');
    const document = await shop.gain(10);
    expect(await shop.row(document)).toMatchObject({ state: 'WAITING_PARTNER' });
    await shop.world.advance(239);
    expect(await shop.stock()).toMatchObject({ free: 0, reserved: 10 });
    await shop.world.advance(1);
    expect(shop.published(ReservationEnded)).toMatchObject([
      { orderLineId: 'L-A', quantity: 10, reason: 'UNCONFIRMED' },
    ]);
    expect(await shop.cases(document)).toContain('RESERVATION_UNCONFIRMED');
    expect(await shop.problems()).toEqual([]);
  });

  it('goes on as soon as the OMS is back', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'));
    const mend = outage(shop, 'oms.allocate');
    const document = await shop.gain(10);
    mend();
    await shop.world.advance(10);
    expect(shop.allocated()).toEqual({ 'L-A': 10 });
    expect(shop.fake('oms').effects()).toMatchObject({ allocate: 1, release: 1 });
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'released' });
    expect(await shop.problems()).toEqual([]);
  });

  it('follows the tenant', async () => {
    const shop = await Shop.open({ release: { reservationMinutes: 30 } });
    shop.orders(orderOf('A'));
    outage(shop, 'oms.allocate');
    await shop.gain(10);
    await shop.world.advance(29);
    expect(shop.published(ReservationEnded)).toEqual([]);
    await shop.world.advance(1);
    expect(shop.published(ReservationEnded)).toHaveLength(1);
  });
});

describe('a hold for an order that ships complete', () => {
  const whole = orderOf('A', { shipComplete: true, serviceTier: 1 }, [{}, { sku: 'RICE' }]);

  it('stands for 48 hours, then its units go to the next', async () => {
    const shop = await Shop.open();
    shop.orders(whole, orderOf('B'));
    const document = await shop.gain(10);
    expect(await shop.row(document)).toMatchObject({ state: 'HOLDING' });
    expect(await shop.stock()).toMatchObject({ free: 0, held: 10 });
    expect(shop.allocated()).toEqual({});
    await shop.world.advance(48 * 60 - 1);
    expect(await shop.stock()).toMatchObject({ held: 10 });
    await shop.world.advance(1);
    expect(shop.published(ReservationEnded)).toMatchObject([{ orderLineId: 'L-A', reason: 'HOLD_OVER' }]);
    expect(shop.allocated()).toEqual({ 'L-B': 10 });
    expect(await shop.problems()).toEqual([]);
  });

  it('becomes firm with the line that completes the order', async () => {
    const shop = await Shop.open();
    shop.orders(whole, orderOf('B'));
    const held = await shop.gain(10);
    await shop.world.advance(60);
    const document = await shop.gain([{ sku: 'RICE', quantity: 10 }]);
    expect(shop.allocated()).toEqual({ 'L-A': 10, 'L-A-2': 10 });
    expect(shop.picks()).toEqual({ 'L-A': 10, 'L-A-2': 10 });
    expect(await shop.row(document)).toMatchObject({ outcome: 'released' });
    await shop.world.advance(48 * 60);
    expect(await shop.row(held)).toMatchObject({ state: 'CLOSED' });
    expect(await shop.stock()).toMatchObject({ reserved: 10, held: 0 });
    expect(shop.published(ReservationEnded)).toEqual([]);
    expect(await shop.problems()).toEqual([]);
  });

  it('follows the tenant', async () => {
    const shop = await Shop.open({ release: { tentativeHoldMinutes: 90 } });
    shop.orders(whole);
    await shop.gain(10);
    await shop.world.advance(89);
    expect(await shop.stock()).toMatchObject({ held: 10 });
    await shop.world.advance(1);
    expect(await shop.stock()).toMatchObject({ held: 0, free: 10 });
  });
});

describe('a contested release', () => {
  /** A line of the best right, and orders whose confirmed stock it would take; 12 units are free. */
  async function contested(donors: number, release = {}) {
    const shop = await Shop.open({ release });
    const losing = Array.from({ length: donors }, (_, n) =>
      orderOf(`D${n}`, {}, [{ allocated: 10, segment: 'LOSE', promisedAt: '2026-03-09' }]),
    );
    shop.orders(orderOf('W', {}, [{ ordered: 10 * donors + 12, segment: 'WIN' }]), ...losing);
    const document = await shop.gain(10 * donors + 12);
    return { shop, document };
  }

  it('takes from five orders without asking, and tells them', async () => {
    const { shop, document } = await contested(5);
    expect(await shop.tasks(document)).toEqual([]);
    expect(shop.allocated()).toEqual({ 'L-W': 62 });
    expect(shop.published(BackorderWithdrawn)).toHaveLength(5);
    expect(shop.published(BackorderWithdrawn)[0]).toMatchObject({
      quantity: 10,
      reason: 'TAKEN',
      promiseSent: true,
    });
    expect(await shop.problems()).toEqual([]);
  });

  it('asks before it takes from six, and nothing moves', async () => {
    const { shop, document } = await contested(6);
    expect(await shop.row(document)).toMatchObject({ state: 'REVIEW' });
    const [task] = await shop.tasks(document);
    expect(task?.options.map(({ code }) => code)).toEqual(['APPROVE', 'EDIT', 'FIFO_INSTEAD']);
    expect(shop.fake('oms').effects()).toEqual({});
    expect(await shop.stock()).toMatchObject({ reserved: 0 });
  });

  it("the limit is the tenant's", async () => {
    const { shop, document } = await contested(3, { contestedOrders: 2 });
    expect(await shop.tasks(document)).toHaveLength(1);
    expect(shop.fake('oms').effects()).toEqual({});
  });

  it('APPROVE takes and releases', async () => {
    const { shop, document } = await contested(6);
    await shop.answer(document, 'APPROVE');
    expect(shop.allocated()).toEqual({ 'L-W': 72 });
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'released' });
    expect(await shop.problems()).toEqual([]);
  });

  it('FIFO_INSTEAD gives what is free', async () => {
    const { shop, document } = await contested(6);
    await shop.answer(document, 'FIFO_INSTEAD');
    expect(shop.allocated()).toMatchObject({ 'L-W': 12, 'L-D0': 10, 'L-D5': 10 });
    expect(shop.fake('oms').effects()).not.toHaveProperty('reduceAllocation');
    expect(await shop.problems()).toEqual([]);
  });

  it('EDIT serves other lines first', async () => {
    const { shop, document } = await contested(6);
    shop.orders(orderOf('N', {}, [{ ordered: 12 }]));
    await shop.answer(document, 'EDIT', { form: { first: 'L-N' }, comment: 'promised by phone' });
    expect(shop.allocated()).toMatchObject({ 'L-N': 12, 'L-D0': 10 });
    expect(shop.fake('oms').effects()).not.toHaveProperty('reduceAllocation');
  });

  it('reminds at half its time, escalates at two and four hours, and ends at six', async () => {
    const { shop, document } = await contested(6);
    const count = () =>
      [TaskReminded, TaskEscalated, TaskExpired].map((contract) => shop.published(contract).length);
    const rows: number[][] = [];
    let at = 0;
    for (const minute of [59, 60, 119, 120, 239, 240, 359, 360]) {
      await shop.world.advance(minute - at);
      at = minute;
      rows.push([minute, ...count()]);
    }
    expect(rows).toEqual([
      [59, 0, 0, 0],
      [60, 1, 0, 0],
      [119, 1, 0, 0],
      [120, 1, 1, 0],
      [239, 1, 1, 0],
      [240, 1, 2, 0],
      [359, 1, 2, 0],
      [360, 1, 2, 1],
    ]);
    expect(await shop.row(document)).toMatchObject({ state: 'PARKED', outcome: 'undecided' });
    expect(await shop.cases(document)).toEqual(['DECISION_PARKED']);
  });

  it('at its end takes nothing from anybody: what is contested waits, what is not goes', async () => {
    const { shop, document } = await contested(6);
    await shop.world.advance(360);
    expect(shop.fake('oms').effects()).not.toHaveProperty('reduceAllocation');
    expect(shop.allocated()).not.toHaveProperty('L-W');
    expect(Object.values(shop.allocated())).toEqual([10, 10, 10, 10, 10, 10]);
    expect(await shop.cases(document)).toEqual(['DECISION_PARKED']);
    expect(await shop.problems()).toEqual([]);
  });
});

describe('a manual re-rank', () => {
  it('is proposed, and another person decides', async () => {
    const shop = await Shop.open();
    await shop.gain(4);
    shop.orders(orderOf('A', { serviceTier: 1 }), orderOf('B'));
    const document = await shop.rerank(['L-B']);
    const [task] = await shop.tasks(document);
    expect(task).toMatchObject({ step: 'contested', excluded: ['supervisor-atl'] });
    expect(shop.allocated()).toEqual({});
    await expect(shop.answer(document, 'APPROVE', { by: 'supervisor-atl' })).rejects.toThrow(
      /supervisor-atl/,
    );
    await shop.world.advance(120);
    await shop.answer(document, 'APPROVE');
    expect(shop.allocated()).toEqual({ 'L-B': 4 });
    expect(await shop.problems()).toEqual([]);
  });

  it('at its deadline only what nobody disputes goes, first come', async () => {
    const shop = await Shop.open();
    await shop.gain(12);
    shop.orders(
      orderOf('A', { placedAt: '2026-02-01T10:00:00Z' }, [{ ordered: 4 }]),
      orderOf('B', { placedAt: '2026-02-02T10:00:00Z' }),
    );
    const document = await shop.rerank(['L-A']);
    await shop.world.advance(360);
    expect(shop.allocated()).toEqual({ 'L-B': 8 });
    expect(await shop.row(document)).toMatchObject({ state: 'PARKED' });
  });
});
