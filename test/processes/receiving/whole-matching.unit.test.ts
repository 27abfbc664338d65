import { describe, expect, it } from 'vitest';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf } from './state.ts';

/** Which announced line counted goods belong to, whatever has not been worked off yet. */

/** One item on two order lines, of which the notice announces 60 and 40. */
async function twoLines(): Promise<Delivery> {
  return deliveryAt({
    lines: [
      { sku: 'OATS', ordered: 60 },
      { sku: 'OATS', ordered: 40 },
    ],
  });
}

async function expectClean(d: Delivery): Promise<void> {
  await d.later();
  await d.later();
  expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  expect(d.classes('OATS')).toEqual(['CLEAN']);
  expect(await d.caseStates()).toEqual([]);
  const { lines } = d.fake('erp').state() as { lines: { receivedBefore: number }[] };
  expect(lines.map(({ receivedBefore }) => receivedBefore)).toEqual([60, 40]);
  expect(await problemsOf(d)).toEqual([]);
}

describe('an item on two lines fills them in turn', () => {
  it('when the second receipt comes before the first is merged', async () => {
    const d = await twoLines();
    await d.announce();
    d.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'processes.writeChunk') throw new Error('the table is full');
    };
    await d.count([['OATS', 60]], { final: false });
    await d.count([['OATS', 40]]);
    d.world.fault = () => {};
    await d.world.advance(121);
    const open = (await d.caseStates()).filter((one) => one.endsWith('open'));
    expect(open).toEqual(['CHECK_FAILED open']);
    expect(d.classes('OATS')).toEqual(['CLEAN']);
    expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  });

  it('when both receipts are recorded at the same moment', async () => {
    const d = await twoLines();
    await d.announce();
    d.world.atOnce = true;
    await d.world.publish([d.receipt([['OATS', 60]], { final: false }), d.receipt([['OATS', 40]])]);
    await d.world.settle();
    await expectClean(d);
  });

  it('when both receipts come while the notice cannot be checked', async () => {
    const d = await twoLines();
    d.world.fault = (moment, name) => {
      if (moment === 'before' && name.startsWith('erp.')) throw new AdapterUnavailable('the ERP is away');
    };
    await d.announce();
    await d.count([['OATS', 60]], { final: false });
    await d.count([['OATS', 40]]);
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    d.world.fault = () => {};
    await expectClean(d);
  });

  it('when the first receipt is delivered again after the second', async () => {
    const d = await twoLines();
    await d.announce();
    const first = d.receipt([['OATS', 50]], { final: false });
    await d.world.publish([first]);
    await d.world.settle();
    await d.count([['OATS', 10]], { final: false });
    await d.world.publish([first]);
    await d.world.settle();
    await d.count([['OATS', 40]]);
    await expectClean(d);
  });
});

describe('a receipt that is corrected', () => {
  const skus = Array.from({ length: 101 }, (_, index) => `SKU-${String(index + 1).padStart(3, '0')}`);
  const first = skus[0] as string;
  const last = skus[100] as string;

  /** A notice of two chunks; the dock wrote down the first item and means the last one. */
  async function mistaken() {
    const d = await deliveryAt({
      lines: skus.map((sku) => ({ sku, ordered: 10 })),
      items: [{ sku: 'SEEDS' }],
    });
    await d.announce();
    return d;
  }

  it('leaves nothing in a chunk it no longer touches', async () => {
    const d = await mistaken();
    await d.count([[first, 10]], { receiptId: 'R-1', final: false });
    expect(await d.stock(first)).toEqual({ available: 10 });
    await d.count([[last, 10]], { receiptId: 'R-1', sequence: 2, final: false });
    expect([await d.stock(first), await d.stock(last)]).toEqual([{}, { available: 10 }]);
    expect(d.fake('erp').effects()).toMatchObject({ postGoodsReceipt: 2, correctGoodsReceipt: 1 });
  });

  it('stays corrected when what it corrected comes after it', async () => {
    const d = await mistaken();
    const wrong = d.receipt([[first, 10]], { receiptId: 'R-1', final: false });
    await d.count([[last, 10]], { receiptId: 'R-1', sequence: 2, final: false });
    await d.world.publish([wrong]);
    await d.world.settle();
    expect([await d.stock(first), await d.stock(last)]).toEqual([{}, { available: 10 }]);
  });

  it('takes goods nobody announced back as well', async () => {
    const d = await mistaken();
    await d.count([['SEEDS', 10]], { receiptId: 'R-1', final: false });
    expect(await d.stock('SEEDS')).toEqual({ quarantine: 10 });
    await d.count([[last, 10]], { receiptId: 'R-1', sequence: 2, final: false });
    expect([await d.stock('SEEDS'), await d.stock(last)]).toEqual([{}, { available: 10 }]);
  });
});
