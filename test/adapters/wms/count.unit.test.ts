import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const none = { movements: [], pending: [], neighbors: [], elsewhere: [] };
const seed = {
  stock: [{ site: 'DC1', sku: 'SKU-A', status: 'available', quantity: 30 }],
  places: [
    {
      site: 'DC1',
      sku: 'SKU-A',
      bin: 'A-1',
      quantity: 20,
      ...none,
      movements: ['07', '08', '09', '10', '11', '12', '13'].map((hour) => ({
        at: `2026-03-02T${hour}:00:00Z`,
        quantity: 1,
        kind: 'MOVE',
        by: 'dock-1',
      })),
    },
    { site: 'DC1', sku: 'SKU-A', bin: 'A-2', quantity: 10, ...none },
  ],
};
const place = { sku: 'SKU-A', bin: 'A-1' };
const line = (effectKey: string, quantity: number, bin = 'A-1') => ({
  effectKey,
  sku: 'SKU-A',
  bin,
  quantity,
});

overFakeAndHttp('wms', (open) => {
  it('shows the book of a place: what moved since, and at least the last five', async () => {
    const { port } = await open(seed);
    const all = await port.lookUpBin(place, callOf('look', 'DC1'));
    expect([all.quantity, all.movements.length]).toEqual([20, 7]);
    const since = await port.lookUpBin({ ...place, since: '2026-03-02T12:30:00Z' }, callOf('look-2', 'DC1'));
    expect(since.movements.map(({ at }) => at.slice(11, 13))).toEqual(['09', '10', '11', '12', '13']);
    expect((await port.lookUpBin({ sku: 'SKU-A' }, callOf('look-3', 'DC1'))).quantity).toBe(30);
    expect(
      await refusalOf(port.lookUpBin({ sku: 'SKU-A', bin: 'Z-9' }, callOf('look-4', 'DC1'))),
    ).toMatchObject({
      status: 404,
    });
  });

  it('has a place counted and frozen, each ended once', async () => {
    const { port, state } = await open(seed);
    const { countTaskId } = await port.createCountTask({ reference: 'CNT-1', ...place }, callOf('task'));
    const { holdId } = await port.freezeStock(
      { reference: 'CNT-1', reason: 'COUNT_VARIANCE', ...place },
      callOf('hold'),
    );
    for (const time of ['once', 'twice']) {
      await port.cancelCountTask({ countTaskId, reason: 'late' }, callOf(`cancel-${time}`));
      await port.unfreezeStock({ holdId, reason: 'adjusted' }, callOf(`free-${time}`));
    }
    const { countTasks, holds } = await state();
    expect(countTasks).toMatchObject([{ id: countTaskId, takenBack: 'late' }]);
    expect(holds).toMatchObject([{ id: holdId, takenBack: 'adjusted' }]);
    expect(
      await refusalOf(port.unfreezeStock({ holdId: 'HLD-NONE', reason: 'x' }, callOf('free-none'))),
    ).toMatchObject({ status: 404 });
  });

  it('says what a pick did not find, and has it back once a count located it', async () => {
    const { port } = await open(seed);
    const look = async (sku: object = place) => {
      const { quantity, missing } = await port.lookUpBin({ sku: 'SKU-A', ...sku }, callOf('look', 'DC1'));
      return [quantity, missing];
    };
    const stock = async () => {
      const rows = (await port.lookUpStock({ skus: ['SKU-A'] }, callOf('stock', 'DC1'))).stock;
      return Object.fromEntries(rows.map(({ status, quantity }) => [status, quantity]));
    };
    await port.setBinQuantity({ reference: 'EX-1', ...place, counted: 16 }, callOf('short', 'DC1'));
    expect([await look(), await look({}), await look({ bin: 'A-2' })]).toEqual([
      [16, 4],
      [26, 4],
      [10, undefined],
    ]);
    const adjust = (key: string, quantity: number, located: number) =>
      port.adjustStock(
        { reference: 'R', reason: 'UNKNOWN', lines: [{ ...line(key, quantity), located }] },
        callOf(key, 'DC1'),
      );
    expect(await refusalOf(adjust('too-many', 5, 5))).toMatchObject({ status: 409 });
    const { documentId } = await adjust('found', 5, 3);
    expect([await look(), await stock()]).toEqual([[21, 1], { available: 31, hold: 1 }]);
    await port.revertAdjustment({ documentId, reason: 'refused' }, callOf('revert', 'DC1'));
    expect([await look(), await stock()]).toEqual([[16, 4], { available: 26, hold: 4 }]);
  });

  it('adjusts places and stock, all lines or none, and takes it back once', async () => {
    const { port } = await open(seed);
    const units = async (bin: string) =>
      (await port.lookUpBin({ sku: 'SKU-A', bin }, callOf(`look-${bin}`, 'DC1'))).quantity;
    const stock = async () =>
      (await port.lookUpStock({ skus: ['SKU-A'] }, callOf('stock', 'DC1'))).stock[0]?.quantity;
    const { documentId } = await port.adjustStock(
      { reference: 'R', reason: 'THEFT', lines: [line('e1', -8), line('e2', 3, 'A-2')] },
      callOf('adjust', 'DC1'),
    );
    expect([await units('A-1'), await units('A-2'), await stock()]).toEqual([12, 13, 25]);
    const tooMany = port.adjustStock(
      { reference: 'R', reason: 'THEFT', lines: [line('e3', 5, 'A-2'), line('e4', -13)] },
      callOf('adjust-2', 'DC1'),
    );
    expect(await refusalOf(tooMany)).toMatchObject({ status: 409 });
    expect([await units('A-1'), await units('A-2'), await stock()]).toEqual([12, 13, 25]);
    for (const time of ['once', 'twice'])
      await port.revertAdjustment({ documentId, reason: 'refused' }, callOf(`revert-${time}`, 'DC1'));
    expect([await units('A-1'), await units('A-2'), await stock()]).toEqual([20, 10, 30]);
  });
});
