import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const seed = {
  stock: [
    { site: 'DC1', sku: 'SKU-A', status: 'hold', quantity: 10 },
    { site: 'DC2', sku: 'SKU-A', status: 'available', quantity: 99 },
  ],
};
const move = (
  quantity: number,
  from: 'hold' | null,
  to: 'available' | 'quarantine' | null,
  facts: object = {},
) => ({
  effectKey: `e#${quantity}`,
  sku: 'SKU-A',
  quantity,
  from,
  to,
  ...facts,
});

overFakeAndHttp('wms', (open) => {
  const stockOf = async ({ port }: Awaited<ReturnType<typeof open>>, site = 'DC1') => {
    const { stock } = await port.lookUpStock({ skus: ['SKU-A'] }, callOf('look', site));
    return Object.fromEntries(
      stock.map(({ status, lot, quantity }) => [lot ? `${status} ${lot}` : status, quantity]),
    );
  };

  it('shows the stock of the site that asks', async () => {
    const system = await open(seed);
    expect(await stockOf(system)).toEqual({ hold: 10 });
    expect(await stockOf(system, 'DC2')).toEqual({ available: 99 });
  });

  it('moves stock between statuses, into the building and out of it, and back once', async () => {
    const system = await open(seed);
    const { documentId } = await system.port.changeStockStatus(
      {
        reference: 'R',
        reason: 'posted',
        lines: [
          move(4, 'hold', 'available'),
          move(6, null, 'quarantine', { lot: 'L1' }),
          move(1, 'hold', null),
        ],
      },
      callOf('change'),
    );
    expect(await stockOf(system)).toEqual({ hold: 5, available: 4, 'quarantine L1': 6 });
    const reverted = await system.port.revertStockStatus(
      { documentId, reason: 'wrong count' },
      callOf('undo'),
    );
    expect(
      await system.port.revertStockStatus({ documentId, reason: 'wrong count' }, callOf('undo-again')),
    ).toEqual(reverted);
    expect(await stockOf(system)).toEqual({ hold: 10, available: 0, 'quarantine L1': 0 });
  });

  it('does a change once per key', async () => {
    const system = await open(seed);
    const change = { reference: 'R', reason: 'posted', lines: [move(4, 'hold', 'available')] };
    const first = await system.port.changeStockStatus(change, callOf('change'));
    expect(await system.port.changeStockStatus(change, callOf('change'))).toEqual(first);
    expect(await stockOf(system)).toEqual({ hold: 6, available: 4 });
    expect(await system.effects()).toEqual({ changeStockStatus: 1 });
  });

  it('moves no line when one of them cannot move', async () => {
    const system = await open(seed);
    const change = {
      reference: 'R',
      reason: 'posted',
      lines: [move(4, 'hold', 'available'), move(7, 'hold', 'available')],
    };
    await expect(system.port.changeStockStatus(change, callOf('change'))).rejects.toThrow(
      /DC1 holds 6 of SKU-A in hold: 7 cannot leave it/,
    );
    expect(await stockOf(system)).toEqual({ hold: 10 });
  });

  it('refuses to revert what it does not know', async () => {
    const { port } = await open(seed);
    await expect(
      port.revertStockStatus({ documentId: 'STC-9', reason: 'x' }, callOf('undo')),
    ).rejects.toThrow(/STC-9 does not exist/);
  });

  const lots = {
    stock: [
      { site: 'DC1', sku: 'SKU-A', lot: 'LATE', expiry: '2026-06-01', status: 'available', quantity: 10 },
      { site: 'DC1', sku: 'SKU-A', lot: 'EARLY', expiry: '2026-04-10', status: 'available', quantity: 4 },
      { site: 'DC1', sku: 'SKU-A', status: 'available', quantity: 3 },
      { site: 'DC1', sku: 'SKU-A', lot: 'HELD', status: 'hold', quantity: 50 },
    ],
  };
  const pick = (quantity: number, lot?: string, bin?: string) => ({
    orderLineId: `O-1-${quantity}`,
    sku: 'SKU-A',
    quantity,
    ...(lot === undefined ? {} : { lot }),
    ...(bin === undefined ? {} : { bin }),
  });
  const task = (...lines: ReturnType<typeof pick>[]) => ({ reference: 'R', lines });

  it('knows when lots expire, those that come later too', async () => {
    const { port } = await open({ lots: [{ sku: 'SKU-A', lot: 'NEW', expiry: '2026-05-05' }] });
    const arrived = move(6, null, 'available', { lot: 'NEW' });
    await port.changeStockStatus(
      { reference: 'R', reason: 'posted', lines: [arrived, move(1, null, 'available')] },
      callOf('change'),
    );
    const { stock } = await port.lookUpStock({ skus: ['SKU-A'] }, callOf('look'));
    expect(stock).toEqual([
      { sku: 'SKU-A', lot: 'NEW', expiry: '2026-05-05', status: 'available', quantity: 6 },
      { sku: 'SKU-A', status: 'available', quantity: 1 },
    ]);
  });

  it('has the lot that expires first picked, once per key, and what is picked leaves', async () => {
    const system = await open(lots);
    const created = await system.port.createPickTask(task(pick(6)), callOf('pick'));
    expect(await system.port.createPickTask(task(pick(6)), callOf('pick'))).toEqual(created);
    expect(await stockOf(system)).toMatchObject({ 'available EARLY': 4, 'available LATE': 10 });
    await system.seedMore({ picked: [created.pickTaskId] });
    expect(await stockOf(system)).toEqual({
      'available EARLY': 0,
      'available LATE': 8,
      available: 3,
      'hold HELD': 50,
    });
    expect(await system.effects()).toEqual({ createPickTask: 1 });
  });

  it('promises no unit to two tasks, and takes no line of a task that cannot be picked whole', async () => {
    const { port, effects } = await open(lots);
    await port.createPickTask(task(pick(4, 'EARLY'), pick(5)), callOf('t1'));
    expect(await refusalOf(port.createPickTask(task(pick(3), pick(6)), callOf('t2')))).toEqual({
      status: 409,
      reason: expect.stringContaining('DC1 has 5 of SKU-A left to pick: 6 were asked for'),
    });
    expect(await refusalOf(port.createPickTask(task(pick(1, 'EARLY')), callOf('t3')))).toEqual({
      status: 409,
      reason: expect.stringContaining('DC1 has 0 of SKU-A lot EARLY left to pick'),
    });
    await port.createPickTask(task(pick(3), pick(5)), callOf('t4'));
    expect(await effects()).toEqual({ createPickTask: 2 });
  });

  it('gives back what a cancelled task was going to pick, once', async () => {
    const { port } = await open(lots);
    const created = await port.createPickTask(task(pick(17)), callOf('t1'));
    expect(await refusalOf(port.createPickTask(task(pick(1)), callOf('t2')))).toMatchObject({ status: 409 });
    const cancelled = await port.cancelPickTask({ ...created, reason: 'x' }, callOf('c1'));
    expect(await port.cancelPickTask({ ...created, reason: 'again' }, callOf('c2'))).toEqual(cancelled);
    await port.createPickTask(task(pick(17)), callOf('t3'));
  });

  it('does not cancel what is picked, and nobody picks what is cancelled', async () => {
    const { port, seedMore } = await open(lots);
    const picked = await port.createPickTask(task(pick(2)), callOf('t1'));
    await seedMore({ picked: [picked.pickTaskId] });
    expect(await refusalOf(port.cancelPickTask({ ...picked, reason: 'x' }, callOf('c1')))).toEqual({
      status: 409,
      reason: expect.stringContaining(`pick task ${picked.pickTaskId} is picked`),
    });
    const cancelled = await port.createPickTask(task(pick(2)), callOf('t2'));
    await port.cancelPickTask({ ...cancelled, reason: 'x' }, callOf('c2'));
    await expect(seedMore({ picked: [cancelled.pickTaskId] })).rejects.toThrow(/is cancelled/);
    expect(
      await refusalOf(port.cancelPickTask({ pickTaskId: 'PCK-9', reason: 'x' }, callOf('c3'))),
    ).toMatchObject({ status: 404 });
  });

  const bins = {
    ...lots,
    binStock: [
      { site: 'DC1', bin: 'A-1', sku: 'SKU-A', lot: 'EARLY', quantity: 4 },
      { site: 'DC1', bin: 'A-2', sku: 'SKU-A', lot: 'LATE', quantity: 10 },
      { site: 'DC2', bin: 'Z-1', sku: 'SKU-A', quantity: 99 },
    ],
  };
  const places = async ({ port }: Awaited<ReturnType<typeof open>>) =>
    (await port.lookUpPickPlaces({ skus: ['SKU-A'] }, callOf('places'))).places;

  it('shows bins of the site with what no task is going to pick there, and picks from the bin that is named', async () => {
    const system = await open(bins);
    const created = await system.port.createPickTask(task(pick(4, 'EARLY', 'A-1')), callOf('t1'));
    expect(await places(system)).toEqual([
      { bin: 'A-2', sku: 'SKU-A', lot: 'LATE', expiry: '2026-06-01', quantity: 10 },
    ]);
    expect(await refusalOf(system.port.createPickTask(task(pick(1, 'EARLY', 'A-1')), callOf('t2')))).toEqual({
      status: 409,
      reason: expect.stringContaining('bin A-1 has 0 of SKU-A lot EARLY left to pick: 1 were asked for'),
    });
    await system.port.cancelPickTask({ ...created, reason: 'x' }, callOf('c1'));
    expect((await places(system)).map(({ bin, quantity }) => [bin, quantity])).toEqual([
      ['A-1', 4],
      ['A-2', 10],
    ]);
  });

  it('lowers a bin to what was counted, holds what is missing, and lets the task go on without it', async () => {
    const system = await open(bins);
    const { pickTaskId } = await system.port.createPickTask(task(pick(4, 'EARLY', 'A-1')), callOf('t1'));
    const count = {
      reference: 'R',
      bin: 'A-1',
      sku: 'SKU-A',
      lot: 'EARLY',
      counted: 1,
      pickTaskId,
    };
    const first = await system.port.setBinQuantity(count, callOf('count'));
    expect(first.missing).toBe(3);
    expect(await system.port.setBinQuantity(count, callOf('count'))).toEqual(first);
    expect(await stockOf(system)).toMatchObject({ 'available EARLY': 1, 'hold EARLY': 3 });
    await system.seedMore({ picked: [pickTaskId] });
    expect(await stockOf(system)).toMatchObject({ 'available EARLY': 0, 'hold EARLY': 3 });
    expect((await system.port.setBinQuantity({ ...count, counted: 7 }, callOf('more'))).missing).toBe(0);
    expect(await refusalOf(system.port.setBinQuantity({ ...count, bin: 'X-9' }, callOf('x')))).toEqual({
      status: 404,
      reason: expect.stringContaining('bin X-9 holds no SKU-A lot EARLY'),
    });
  });

  it('holds units a task has picked, or was going to, and lets it go on without them', async () => {
    const system = await open(bins);
    const { pickTaskId } = await system.port.createPickTask(task(pick(4, 'EARLY', 'A-1')), callOf('t1'));
    const hold = { pickTaskId, sku: 'SKU-A', lot: 'EARLY', quantity: 1, reason: 'PACK_DAMAGE' };
    await system.port.holdPicked(hold, callOf('h1'));
    expect(await stockOf(system)).toMatchObject({ 'available EARLY': 3, 'hold EARLY': 1 });
    await system.seedMore({ picked: [pickTaskId] });
    expect(await stockOf(system)).toMatchObject({ 'available EARLY': 0, 'hold EARLY': 1 });
    await system.port.holdPicked(hold, callOf('h2'));
    expect(await stockOf(system)).toMatchObject({ 'available EARLY': 0, 'hold EARLY': 2 });
    expect((await places(system)).map(({ bin }) => bin)).toEqual(['A-2']);
  });

  it('is told what a transfer brings to a site, and that it does not come', async () => {
    const { port, state } = await open(seed);
    const advice = {
      transferId: 'TRF-1',
      from: 'DC2',
      dueOn: '2026-03-05',
      lines: [{ line: 1, sku: 'SKU-A', quantity: 5 }],
    };
    const first = await port.announceTransfer(advice, callOf('k1'));
    expect(await port.announceTransfer(advice, callOf('k1'))).toEqual(first);
    await port.withdrawTransferAdvice({ ...first, reason: 'returned' }, callOf('k2'));
    expect((await state()).transferAdvices).toEqual([
      { ...advice, site: 'DC1', id: first.adviceId, takenBack: 'returned' },
    ]);
    await expect(
      port.withdrawTransferAdvice({ adviceId: 'TRA-9', reason: 'returned' }, callOf('k3')),
    ).rejects.toThrow('does not exist');
  });
});
