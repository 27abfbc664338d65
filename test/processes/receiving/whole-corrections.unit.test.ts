import { describe, expect, it } from 'vitest';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { processIdOf } from '../../../lambdas/work/process-id.ts';
import { type Delivery, deliveryAt, type OrderedLine } from './delivery.ts';

/** What was said once and is said differently later: counts, notices, orders. */

const oats = (ordered: number, facts: Partial<OrderedLine> = {}): OrderedLine[] => [
  { sku: 'OATS', ordered, ...facts },
];
const erpLines = (d: Delivery) =>
  (d.fake('erp').state() as { lines: { poLine: number; ordered: number; receivedBefore: number }[] }).lines;
const accrued = (d: Delivery) =>
  (d.fake('finance').state() as { accruals: { lines: { value: { minor: number } }[] }[] }).accruals
    .flatMap(({ lines }) => lines)
    .reduce((sum, { value }) => sum + value.minor, 0);

describe('a count that is corrected downwards', () => {
  it('takes booked units back from stock, ERP and accrual', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.count([['OATS', 100]], { receiptId: 'R-1', final: false });
    expect([await d.stock('OATS'), erpLines(d)[0]?.receivedBefore, accrued(d)]).toEqual([
      { available: 100 },
      100,
      10_000,
    ]);
    await d.count([['OATS', 99]], { receiptId: 'R-1', sequence: 2 });
    expect([await d.stock('OATS'), erpLines(d)[0]?.receivedBefore, accrued(d)]).toEqual([
      { available: 99 },
      99,
      9_900,
    ]);
    expect(d.fake('erp').effects()).toMatchObject({ postGoodsReceipt: 1, correctGoodsReceipt: 1 });
  });

  it('is reversed with the receipt it corrected', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.count([['OATS', 60]], { receiptId: 'R-1', final: false });
    await d.count([['OATS', 50]], { receiptId: 'R-1', sequence: 2, final: false });
    await d.reverse();
    expect(await d.row()).toMatchObject({ state: 'COMPENSATED' });
    expect(erpLines(d)[0]?.receivedBefore).toBe(0);
    expect(await d.stock('OATS')).toEqual({ hold: 50 });
  });
});

it('raises an order line once by what all of its lines accepted', async () => {
  const lines: OrderedLine[] = [{ sku: 'OATS', ordered: 100 }];
  const d = await deliveryAt({ lines });
  await d.announce({
    lines: [
      { sku: 'OATS', ordered: 100, announced: 60, poLine: 1 },
      { sku: 'OATS', ordered: 100, announced: 40, poLine: 1 },
    ],
  });
  const line = (asnLine: number, quantity: number) =>
    ({ sku: 'OATS', asnLine, quantity, condition: 'good' }) as const;
  await d.count([line(1, 90), line(2, 80)]);
  const open = await d.openTasks();
  expect(open.map(({ step }) => step).sort()).toEqual(['review-over-1', 'review-over-2']);
  for (const { step } of open) await d.answer(step, 'ACCEPT_ALL');
  expect(erpLines(d)[0]).toMatchObject({ ordered: 170, receivedBefore: 170 });
  expect(await d.stock('OATS')).toEqual({ available: 170 });
});

describe('a notice that is sent again', () => {
  const second = processIdOf('receiving', 'SUP-ACORN/ASN-1~2');

  async function rejected(): Promise<Delivery> {
    const d = await deliveryAt({ lines: oats(100), items: [{ sku: 'SEEDS' }] });
    await d.announce({ lines: [{ sku: 'OATS', instead: 'SEEDS', ordered: 100 }] });
    expect(await d.row()).toMatchObject({ state: 'ASN_REJECTED', generation: 1 });
    await d.world.advance(1);
    return d;
  }

  it.each(['original', 'replace'] as const)('as %s after a refusal is received', async (purpose) => {
    const d = await rejected();
    await d.announce({ purpose, file: 'again.json' });
    expect(await d.row(second)).toMatchObject({ state: 'AWAITING_RECEIPT', generation: 2 });
    await d.count([['OATS', 100]]);
    expect(await d.row(second)).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    expect(await d.row()).toMatchObject({ state: 'ASN_REJECTED' });
  });

  it('finds the goods that came for the refused one', async () => {
    const d = await rejected();
    await d.count([['OATS', 100]]);
    expect(await d.caseStates()).toEqual(['LATE_RECEIPT open']);
    expect(await d.stock('OATS')).toEqual({});
    await d.world.advance(1);
    await d.announce({ file: 'again.json' });
    expect(await d.row(second)).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    expect(await d.stock('OATS')).toEqual({ available: 100 });
  });

  it('after a cancellation is received, and once more after that is a duplicate', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.world.advance(1);
    await d.announce({ purpose: 'cancel', file: 'cancel.json' });
    await d.world.advance(1);
    await d.announce({ file: 'again.json', dueAt: '2026-03-02T15:00Z' });
    await d.count([['OATS', 100]]);
    expect(await d.row(second)).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    await d.world.advance(1);
    await d.announce({ file: 'third.json', dueAt: '2026-03-02T16:00Z' });
    expect(d.published('AsnRejected')).toHaveLength(1);
    const third = processIdOf('receiving', 'SUP-ACORN/ASN-1~3');
    expect(await d.world.stores.processes.get(d.tenant, third)).toBeUndefined();
  });

  it('is not what a delivery of the refused one, repeated, is', async () => {
    const d = await rejected();
    await d.world.publish(d.published('AsnReceived'));
    await d.world.settle();
    expect(await d.world.stores.processes.get(d.tenant, second)).toBeUndefined();
    expect(d.published('AsnRejected')).toHaveLength(1);
  });
});

it('judges how late goods are by when they reached the dock, not by when they were counted', async () => {
  const d = await deliveryAt({ lines: oats(100) });
  await d.announce();
  const receipt = d.receipt([['OATS', 100]]);
  await d.world.advance(5 * 24 * 60);
  await d.world.publish([{ ...receipt, time: d.world.clock() }]);
  await d.world.settle();
  expect(d.classes('OATS')).toEqual(['CLEAN']);
});

it('holds a chunk that cannot be settled, says so once, and posts it when the cause is gone', async () => {
  const d = await deliveryAt({ lines: oats(100) });
  await d.announce();
  d.world.fault = (moment, name) => {
    if (moment === 'before' && name === 'processes.writeChunk') throw new Error('the table is full');
  };
  await d.count([['OATS', 100]]);
  expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER', pending: [] });
  await d.world.advance(11);
  await d.world.advance(21);
  await d.world.advance(41);
  expect(await d.caseStates()).toContain('CHUNK_STUCK open');
  d.world.fault = () => {};
  await d.world.advance(121);
  expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  expect(await d.stock('OATS')).toEqual({ available: 100 });
});

it('tries a call that waits for a system less and less often, however much is counted meanwhile', async () => {
  const d = await deliveryAt({ lines: oats(100) });
  await d.announce();
  d.world.fault = (_moment, name) => {
    if (name.startsWith('erp.')) throw new AdapterUnavailable('the ERP is away');
  };
  await d.count([['OATS', 60]], { final: false });
  expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
  await d.count([['OATS', 40]]);
  expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER', pending: [] });
  await d.world.advance(300);
  d.world.fault = () => {};
  await d.world.advance(121);
  expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  expect(await d.stock('OATS')).toEqual({ available: 100 });
  expect(erpLines(d)[0]?.receivedBefore).toBe(100);
});

describe('quantities nobody can mean', () => {
  it('counted by a scanner that read a barcode wait on hold for a person, and their neighbors do not', async () => {
    const d = await deliveryAt({ lines: [...oats(100), { sku: 'NUTS', ordered: 50 }] });
    await d.announce();
    await d.count([
      ['OATS', 4_006_381_333_931_000],
      ['NUTS', 50],
    ]);
    expect(await d.stock('NUTS')).toEqual({ available: 50 });
    expect((await d.openTasks()).map(({ step }) => step)).toEqual(['review-over-1']);
    expect(await d.caseStates()).toEqual(['RECEIPT_DISCREPANCY open']);
    const value = d
      .published('ReceiptReconciled')
      .flatMap(({ data }) => (data as { lines: { sku: string; value: { minor: number } }[] }).lines);
    expect(value.find(({ sku }) => sku === 'OATS')?.value.minor).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('announced are refused on the notice, so that they never become a claim', async () => {
    const d = await deliveryAt({ lines: [...oats(100), { sku: 'NUTS', ordered: 50 }] });
    const absurd = { sku: 'OATS', ordered: 100, announced: 100_000_000_000_000, poLine: 1 };
    await d.announce({ lines: [absurd, { sku: 'NUTS', ordered: 50, poLine: 2 }] });
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
    expect(await d.caseStates()).toEqual(['QUANTITY_NOT_EXACT open']);
    await d.count([['NUTS', 50]]);
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect(d.fake('supplier-portal').effects().fileClaim).toBeUndefined();
  });
});
