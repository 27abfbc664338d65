import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp } from '../support/connections.ts';

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
});
