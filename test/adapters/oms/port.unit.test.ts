import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';
import { seededLine, seededOrder } from './orders.ts';

const payment = {
  authorizationId: 'AUT-7',
  expiresAt: '2026-03-01T00:00:00Z',
  amount: { minor: 4_500, currency: 'USD' },
};
const seed = {
  orders: [
    seededOrder('O-1', [seededLine('O-1-1', 10), seededLine('O-1-2', 6, { sku: 'SKU-B' })], { payment }),
    seededOrder(
      'O-2',
      [
        seededLine('O-2-1', 8, { allocated: 3, promisedAt: '2026-03-05', minimumLifeDays: 20 }),
        seededLine('O-2-2', 2, { sku: 'SKU-B' }),
      ],
      { shipComplete: true, serviceTier: 1 },
    ),
    seededOrder('O-3', [seededLine('O-3-1', 4)], {
      holds: [{ kind: 'fraud', reason: 'address and card differ' }],
      splitAllowed: false,
    }),
    seededOrder('O-4', [seededLine('O-4-1', 5, { site: 'DC2' })]),
    seededOrder('O-5', [seededLine('O-5-1', 5, { shipped: 5 })], { status: 'shipped' }),
  ],
};
const give = (orderLineId: string, quantity: number, facts: object = {}) => ({
  orderLineId,
  sku: 'SKU-A',
  quantity,
  ...facts,
});
const allocation = (...lines: ReturnType<typeof give>[]) => ({ reference: 'R', lines });

overFakeAndHttp('oms', (open) => {
  type Oms = Awaited<ReturnType<typeof open>>;
  const demand = async ({ port }: Oms, ...skus: string[]) =>
    (await port.lookUpDemand({ skus }, callOf('look'))).lines;
  /** Open, allocated and released units of a line, as ranking sees them; absent when there are none. */
  const unitsOf = async (oms: Oms, orderLineId: string) => {
    const line = (await demand(oms, 'SKU-A', 'SKU-B')).find((entry) => entry.orderLineId === orderLineId);
    return line && [line.open, line.allocated, line.released];
  };
  const promisedOf = async ({ port }: Oms, orderLineId: string) => {
    const { orders } = await port.lookUpOrders({ orderIds: ['O-1', 'O-2'] }, callOf('look'));
    const line = orders.flatMap(({ lines }) => lines).find((entry) => entry.orderLineId === orderLineId);
    return [line?.promisedAt, line?.firstPromisedAt];
  };

  it('looks orders up without what only ranking looks at', async () => {
    const { port } = await open(seed);
    const { orders } = await port.lookUpOrders({ orderIds: ['O-1', 'O-9'] }, callOf('look'));
    expect(orders.map(({ orderId }) => orderId)).toEqual(['O-1']);
    expect(orders[0]).toMatchObject({ payment, serviceTier: 2, holds: [] });
    const { dueAt: _, penalty: __, segment: ___, ...line } = seededLine('O-1-1', 10);
    expect(orders[0]?.lines[0]).toEqual({ ...line, allocated: 0, released: 0, shipped: 0, cancelled: 0 });
  });

  it('knows the demand for an item at the site that asks, held orders among it', async () => {
    const oms = await open(seed);
    const lines = await demand(oms, 'SKU-A');
    expect(lines.map(({ orderLineId }) => orderLineId)).toEqual(['O-1-1', 'O-2-1', 'O-3-1']);
    expect(lines[1]).toEqual({
      orderId: 'O-2',
      orderLineId: 'O-2-1',
      customerId: 'C-1',
      sku: 'SKU-A',
      packSize: 1,
      open: 5,
      allocated: 3,
      released: 0,
      dueAt: '2026-03-04',
      promisedAt: '2026-03-05',
      firstPromisedAt: '2026-03-05',
      orderedAt: '2026-03-01T08:00:00Z',
      serviceTier: 1,
      penalty: { minor: 0, currency: 'USD' },
      segment: 'FILL',
      shipComplete: true,
      minimumLifeDays: 20,
      holds: [],
    });
    expect(lines[2]?.holds.map(({ kind }) => kind)).toEqual(['fraud']);
  });

  it.each([
    ['more is allocated than ordered', { allocated: 6, shipped: 3, cancelled: 2 }, /than ordered/],
    ['more is released than allocated', { allocated: 2, released: 3 }, /released than allocated/],
  ])('takes no seed in which %s', async (_case, facts, reason) => {
    const broken = seededOrder('O-1', [seededLine('O-1-1', 10, facts)]);
    await expect(open({ orders: [broken] })).rejects.toThrow(reason);
  });

  it('allocates once per key, shows it in the demand, and takes it back once', async () => {
    const oms = await open(seed);
    const given = allocation(give('O-1-1', 4), give('O-2-1', 5, { lot: 'L1' }));
    const made = await oms.port.allocate(given, callOf('allocate'));
    expect(await oms.port.allocate(given, callOf('allocate'))).toEqual(made);
    expect([await unitsOf(oms, 'O-1-1'), await unitsOf(oms, 'O-2-1')]).toEqual([
      [6, 4, 0],
      [0, 8, 0],
    ]);
    await oms.port.deallocate({ ...made, reason: 'x' }, callOf('undo'));
    expect(await oms.port.deallocate({ ...made, reason: 'again' }, callOf('undo-again'))).toEqual(made);
    expect([await unitsOf(oms, 'O-1-1'), await unitsOf(oms, 'O-2-1')]).toEqual([
      [10, 0, 0],
      [5, 3, 0],
    ]);
    expect((await oms.effects()).allocate).toBe(1);
  });

  it.each([
    ['beyond what is open', [give('O-2-1', 6)], 409, 'O-2-1 has 5 units open: 6 cannot be allocated'],
    ['beyond it in two lines', [give('O-2-1', 3), give('O-2-1', 3)], 409, 'has 5 units open: 6 cannot'],
    ['of another item', [give('O-1-2', 1)], 422, 'O-1-2 is for SKU-B, not SKU-A'],
    ['at another site', [give('O-4-1', 1)], 422, 'O-4-1 ships from DC2, not DC1'],
    ['for an order that has shipped', [give('O-5-1', 1)], 409, 'order O-5 is shipped'],
    ['for a line nobody ordered', [give('O-9-1', 1)], 404, 'order line O-9-1 does not exist'],
  ])('refuses an allocation %s and gives no line anything', async (_case, lines, status, reason) => {
    const oms = await open(seed);
    const refused = await refusalOf(oms.port.allocate(allocation(give('O-1-1', 1), ...lines), callOf('a')));
    expect(refused).toEqual({ status, reason: expect.stringContaining(reason) });
    expect(await unitsOf(oms, 'O-1-1')).toEqual([10, 0, 0]);
    expect(await oms.effects()).toEqual({});
  });

  it('takes allocated units away, the newest first, and gives them back to the same allocations', async () => {
    const oms = await open(seed);
    const { port } = oms;
    const first = await port.allocate(allocation(give('O-1-1', 4)), callOf('a1'));
    const second = await port.allocate(allocation(give('O-1-1', 5)), callOf('a2'));
    const less = { ...allocation(give('O-1-1', 6)), reason: 'another line wins' };
    const reduced = await port.reduceAllocation(less, callOf('r'));
    expect(await port.reduceAllocation(less, callOf('r'))).toEqual(reduced);
    expect(await unitsOf(oms, 'O-1-1')).toEqual([7, 3, 0]);
    await port.restoreAllocation({ ...reduced, reason: 'x' }, callOf('u'));
    await port.restoreAllocation({ ...reduced, reason: 'again' }, callOf('u-again'));
    expect(await unitsOf(oms, 'O-1-1')).toEqual([1, 9, 0]);
    await port.deallocate({ ...second, reason: 'x' }, callOf('d2'));
    expect(await unitsOf(oms, 'O-1-1')).toEqual([6, 4, 0]);
    await port.deallocate({ ...first, reason: 'x' }, callOf('d1'));
    expect(await unitsOf(oms, 'O-1-1')).toEqual([10, 0, 0]);
  });

  it('takes back only what is left of an allocation others have reduced', async () => {
    const oms = await open(seed);
    const { port } = oms;
    const made = await port.allocate(allocation(give('O-2-1', 5)), callOf('a'));
    await port.reduceAllocation({ ...allocation(give('O-2-1', 4)), reason: 'x' }, callOf('r'));
    expect(await unitsOf(oms, 'O-2-1')).toEqual([4, 4, 0]);
    await port.deallocate({ ...made, reason: 'x' }, callOf('d'));
    expect(await unitsOf(oms, 'O-2-1')).toEqual([5, 3, 0]);
  });

  it('gives nothing back to an allocation that was taken back itself', async () => {
    const oms = await open(seed);
    const { port } = oms;
    const made = await port.allocate(allocation(give('O-1-1', 4)), callOf('a'));
    const reduced = await port.reduceAllocation(
      { ...allocation(give('O-1-1', 3)), reason: 'x' },
      callOf('r'),
    );
    await port.deallocate({ ...made, reason: 'x' }, callOf('d'));
    await port.restoreAllocation({ ...reduced, reason: 'x' }, callOf('u'));
    expect(await unitsOf(oms, 'O-1-1')).toEqual([10, 0, 0]);
  });

  it('takes away no more than is allocated, and gives nothing back that somebody else has by then', async () => {
    const oms = await open(seed);
    const { port } = oms;
    const reduce = (quantity: number, key: string, facts: object = {}) =>
      port.reduceAllocation({ ...allocation(give('O-2-1', quantity, facts)), reason: 'x' }, callOf(key));
    expect(await refusalOf(reduce(4, 'r1'))).toEqual({
      status: 409,
      reason: expect.stringContaining('O-2-1 has 3 units allocated: 4 cannot be taken away'),
    });
    expect(await refusalOf(reduce(1, 'r2', { lot: 'L9' }))).toMatchObject({ status: 409 });
    const reduced = await reduce(3, 'r3');
    await port.allocate(allocation(give('O-2-1', 8)), callOf('a'));
    expect(await refusalOf(port.restoreAllocation({ ...reduced, reason: 'x' }, callOf('u')))).toEqual({
      status: 409,
      reason: expect.stringContaining('O-2-1 has 0 units open: 3 cannot be allocated'),
    });
  });

  it('releases what is allocated once, and nothing released is taken away before it is retracted', async () => {
    const oms = await open(seed);
    const { port } = oms;
    const made = await port.allocate(allocation(give('O-1-1', 4)), callOf('a'));
    const release = { reference: 'R', orderLineIds: ['O-1-1'] };
    const released = await port.release(release, callOf('r'));
    expect(await port.release(release, callOf('r'))).toEqual(released);
    expect(await unitsOf(oms, 'O-1-1')).toEqual([6, 4, 4]);
    const refused = [
      await refusalOf(port.deallocate({ ...made, reason: 'x' }, callOf('d1'))),
      await refusalOf(port.reduceAllocation({ ...allocation(give('O-1-1', 1)), reason: 'x' }, callOf('d2'))),
      await refusalOf(port.release(release, callOf('r2'))),
    ];
    expect(refused.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(refused[0]?.reason).toContain('before their release is retracted');
    await port.retract({ ...released, reason: 'x' }, callOf('t'));
    expect(await port.retract({ ...released, reason: 'again' }, callOf('t-again'))).toEqual(released);
    await port.deallocate({ ...made, reason: 'x' }, callOf('d3'));
    expect(await unitsOf(oms, 'O-1-1')).toEqual([10, 0, 0]);
  });

  it('does not retract what has shipped', async () => {
    const { port, seedMore } = await open(seed);
    await port.allocate(allocation(give('O-1-1', 4)), callOf('a'));
    const released = await port.release({ reference: 'R', orderLineIds: ['O-1-1'] }, callOf('r'));
    await seedMore({ orders: [seededOrder('O-1', [seededLine('O-1-1', 10, { shipped: 4 })])] });
    expect(await refusalOf(port.retract({ ...released, reason: 'x' }, callOf('t')))).toEqual({
      status: 409,
      reason: expect.stringContaining('4 of the release have shipped'),
    });
  });

  it('releases no order on hold, and a ship-complete order only whole', async () => {
    const oms = await open(seed);
    const { port } = oms;
    const release = (orderLineIds: string[], key: string) =>
      port.release({ reference: 'R', orderLineIds }, callOf(key));
    await port.allocate(allocation(give('O-3-1', 4), give('O-2-1', 5)), callOf('a1'));
    expect(await refusalOf(release(['O-3-1'], 'r1'))).toEqual({
      status: 409,
      reason: expect.stringContaining('order O-3 is on fraud hold: address and card differ'),
    });
    expect(await refusalOf(release(['O-2-1'], 'r2'))).toEqual({
      status: 409,
      reason: expect.stringContaining('order O-2 ships complete: line O-2-2 must be allocated whole'),
    });
    await port.allocate(allocation(give('O-2-2', 2, { sku: 'SKU-B' })), callOf('a2'));
    expect(await refusalOf(release(['O-2-1'], 'r3'))).toMatchObject({ status: 409 });
    await release(['O-2-1', 'O-2-2'], 'r4');
    expect(await unitsOf(oms, 'O-2-2')).toEqual([0, 2, 2]);
  });

  it('renews an authorization once per key', async () => {
    const { port } = await open(seed);
    const renewal = { orderId: 'O-1', authorizationId: 'AUT-7' };
    const renewed = await port.renewAuthorization(renewal, callOf('renew'));
    expect(renewed).toMatchObject({ result: 'renewed', expiresAt: '2026-03-08T00:00:00.000Z' });
    expect(await port.renewAuthorization(renewal, callOf('renew'))).toEqual(renewed);
    const { orders } = await port.lookUpOrders({ orderIds: ['O-1'] }, callOf('look'));
    expect({ result: 'renewed', ...orders[0]?.payment }).toEqual({ ...renewed, amount: payment.amount });
    expect(await refusalOf(port.renewAuthorization(renewal, callOf('renew-2')))).toEqual({
      status: 409,
      reason: expect.stringContaining('AUT-7 cannot be renewed'),
    });
  });

  it('answers a declined renewal and leaves the order as it is', async () => {
    const declined = { result: 'declined', reason: 'insufficient funds' };
    const { port } = await open({ ...seed, renewals: [{ orderId: 'O-1', ...declined }] });
    const renewal = { orderId: 'O-1', authorizationId: 'AUT-7' };
    expect(await port.renewAuthorization(renewal, callOf('renew'))).toEqual(declined);
    const { orders } = await port.lookUpOrders({ orderIds: ['O-1'] }, callOf('look'));
    expect(orders[0]?.payment).toEqual(payment);
  });

  it('renews until when the provider says, and nothing where there is nothing to renew', async () => {
    const expiresAt = '2026-03-20T00:00:00Z';
    const { port } = await open({ ...seed, renewals: [{ orderId: 'O-1', result: 'renewed', expiresAt }] });
    const renew = (orderId: string) =>
      port.renewAuthorization({ orderId, authorizationId: 'AUT-7' }, callOf(`renew-${orderId}`));
    expect(await renew('O-1')).toMatchObject({ result: 'renewed', expiresAt });
    expect(await refusalOf(renew('O-2'))).toEqual({
      status: 409,
      reason: expect.stringContaining('order O-2 has no authorization'),
    });
    expect(await refusalOf(renew('O-9'))).toMatchObject({ status: 404 });
  });

  it('promises dates, remembers the first one, and returns to the last that stands', async () => {
    const oms = await open(seed);
    const promise = (orderLineId: string, promisedAt: string, key: string) =>
      oms.port.setPromise(
        { orderLineId, promisedAt, confidence: 'MEDIUM', reason: 'supply moved' },
        callOf(key),
      );
    const first = await promise('O-1-1', '2026-03-09', 'p1');
    expect(first.previous).toBeUndefined();
    const second = await promise('O-1-1', '2026-03-12', 'p2');
    expect(second.previous).toBe('2026-03-09');
    expect(await promisedOf(oms, 'O-1-1')).toEqual(['2026-03-12', '2026-03-09']);
    const revert = (promiseId: string, key: string) =>
      oms.port.revertPromise({ promiseId, reason: 'x' }, callOf(key));
    await revert(second.promiseId, 'r2');
    expect(await promisedOf(oms, 'O-1-1')).toEqual(['2026-03-09', '2026-03-09']);
    await revert(first.promiseId, 'r1');
    expect(await revert(first.promiseId, 'r1-again')).toEqual({ promiseId: first.promiseId });
    expect(await promisedOf(oms, 'O-1-1')).toEqual([undefined, undefined]);

    expect((await promise('O-2-1', '2026-03-11', 'p3')).previous).toBe('2026-03-05');
    expect(await promisedOf(oms, 'O-2-1')).toEqual(['2026-03-11', '2026-03-05']);
  });

  it('cancels open units and never allocated ones; a line with nothing left is no demand', async () => {
    const oms = await open(seed);
    const cancel = (quantity: number, key: string, orderLineId = 'O-2-1') =>
      oms.port.cancelLine({ orderLineId, quantity, reason: 'customer asked' }, callOf(key));
    expect(await refusalOf(cancel(6, 'c1'))).toEqual({
      status: 409,
      reason: expect.stringContaining('O-2-1 has 5 units open and 3 allocated'),
    });
    const made = await cancel(5, 'c2');
    expect(await cancel(5, 'c2')).toEqual(made);
    expect(await unitsOf(oms, 'O-2-1')).toEqual([0, 3, 0]);
    await cancel(4, 'c3', 'O-3-1');
    expect(await unitsOf(oms, 'O-3-1')).toBeUndefined();
    const { orders } = await oms.port.lookUpOrders({ orderIds: ['O-3'] }, callOf('look'));
    expect(orders[0]).toMatchObject({ status: 'cancelled', lines: [{ cancelled: 4 }] });
    expect(await refusalOf(oms.port.allocate(allocation(give('O-3-1', 1)), callOf('a')))).toEqual({
      status: 409,
      reason: expect.stringContaining('order O-3 is cancelled'),
    });
  });

  it('splits lines off to an order of their own, once per key', async () => {
    const oms = await open(seed);
    const split = { orderId: 'O-1', orderLineIds: ['O-1-2'] };
    const { orderId } = await oms.port.split(split, callOf('s'));
    expect(await oms.port.split(split, callOf('s'))).toEqual({ orderId });
    const { orders } = await oms.port.lookUpOrders({ orderIds: ['O-1', orderId] }, callOf('look'));
    expect(orders.map(({ lines }) => lines.map(({ orderLineId }) => orderLineId))).toEqual([
      ['O-1-1'],
      ['O-1-2'],
    ]);
    expect(orders[1]).toMatchObject({ customerId: 'C-1', payment });
  });

  it.each([
    ['its customer wants in one', 'O-3', ['O-3-1'], 409, 'may not be split'],
    ['by all of its lines', 'O-1', ['O-1-1', 'O-1-2'], 422, '2 of them cannot be split off'],
    ['by none of its lines', 'O-1', [], 422, '0 of them cannot be split off'],
    ['by a line of another', 'O-1', ['O-2-1'], 404, 'order O-1 has no line O-2-1'],
  ])('does not split an order %s', async (_case, orderId, orderLineIds, status, reason) => {
    const { port, effects } = await open(seed);
    expect(await refusalOf(port.split({ orderId, orderLineIds }, callOf('s')))).toEqual({
      status,
      reason: expect.stringContaining(reason),
    });
    expect(await effects()).toEqual({});
  });

  it('does not split off what the warehouse is picking', async () => {
    const { port } = await open(seed);
    await port.allocate(allocation(give('O-1-1', 4)), callOf('a'));
    await port.release({ reference: 'R', orderLineIds: ['O-1-1'] }, callOf('r'));
    expect(await refusalOf(port.split({ orderId: 'O-1', orderLineIds: ['O-1-1'] }, callOf('s')))).toEqual({
      status: 409,
      reason: expect.stringContaining('O-1-1 is released'),
    });
  });

  it('refuses to take back what it does not know', async () => {
    const { port, effects } = await open(seed);
    const refused = await Promise.all([
      refusalOf(port.deallocate({ allocationId: 'ALC-9', reason: 'x' }, callOf('k1'))),
      refusalOf(port.restoreAllocation({ reductionId: 'RED-9', reason: 'x' }, callOf('k2'))),
      refusalOf(port.retract({ releaseId: 'REL-9', reason: 'x' }, callOf('k3'))),
      refusalOf(port.revertPromise({ promiseId: 'PRM-9', reason: 'x' }, callOf('k4'))),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(await effects()).toEqual({});
  });
});
