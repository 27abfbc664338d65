import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const lines = [{ effectKey: 'e#1', poId: 'PO-1', sku: 'SKU-A', value: { minor: 12_500, currency: 'USD' } }];

overFakeAndHttp('finance', (open) => {
  it('knows which periods are open', async () => {
    const { port } = await open({ closedPeriods: ['2026-02'] });
    expect(await port.isPeriodOpen({ date: '2026-02-28' }, callOf('k1'))).toEqual({ open: false });
    expect(await port.isPeriodOpen({ date: '2026-03-01' }, callOf('k2'))).toEqual({ open: true });
  });

  it('accrues once per key and reverses once', async () => {
    const { port, state, effects } = await open({ closedPeriods: [] });
    const accrual = { reference: 'R', supplierId: 'SUP-1', lines };
    const first = await port.accrueReceipt(accrual, callOf('accrue'));
    expect(await port.accrueReceipt(accrual, callOf('accrue'))).toEqual(first);
    const reversal = { accrualId: first.accrualId, reason: 'receipt reversed' };
    const reversed = await port.reverseAccrual(reversal, callOf('undo'));
    expect(await port.reverseAccrual(reversal, callOf('undo-again'))).toEqual(reversed);
    expect((await state()).accruals).toEqual([
      { ...accrual, accrualId: first.accrualId, reversedBy: reversed.accrualId },
    ]);
    expect((await effects()).accrueReceipt).toBe(1);
  });

  it('debits a supplier and credits it back once', async () => {
    const { port, state } = await open({ closedPeriods: [] });
    const debit = { reference: 'R', supplierId: 'SUP-1', reason: 'short', lines };
    const { debitId } = await port.debitSupplier(debit, callOf('debit'));
    const { creditId } = await port.creditSupplier({ debitId, reason: 'found' }, callOf('credit'));
    expect(await port.creditSupplier({ debitId, reason: 'found' }, callOf('credit-again'))).toEqual({
      creditId,
    });
    expect((await state()).debits).toEqual([{ ...debit, debitId, creditedBy: creditId }]);
  });

  it('writes goods off once per key and takes it back once', async () => {
    const { port, state, effects } = await open({});
    const amount = { minor: 4_000, currency: 'USD' };
    const given = { reference: 'D-1', account: 'DAMAGE', sku: 'SKU-A', quantity: 8, amount };
    const first = await port.writeOffStock(given, callOf('write-off'));
    expect(await port.writeOffStock(given, callOf('write-off'))).toEqual(first);
    await port.reverseWriteOff({ ...first, reason: 'found good' }, callOf('reverse'));
    await port.reverseWriteOff({ ...first, reason: 'again' }, callOf('reverse-again'));
    expect((await state()).writeOffs).toEqual([{ ...given, id: first.writeOffId, takenBack: 'found good' }]);
    expect(await effects()).toMatchObject({ writeOffStock: 1 });
    await expect(port.reverseWriteOff({ writeOffId: 'WOF-9', reason: 'x' }, callOf('k9'))).rejects.toThrow(
      /WOF-9 does not exist/,
    );
  });

  it('refuses to take back what it does not know', async () => {
    const { port } = await open({ closedPeriods: [] });
    await expect(port.reverseAccrual({ accrualId: 'ACC-9', reason: 'x' }, callOf('k1'))).rejects.toThrow(
      /ACC-9 does not exist/,
    );
    await expect(port.creditSupplier({ debitId: 'DEB-9', reason: 'x' }, callOf('k2'))).rejects.toThrow(
      /DEB-9 does not exist/,
    );
  });

  const usd = (minor: number) => ({ minor, currency: 'USD' });
  const payment = (orderId: string, paid: number, facts: object = {}) => ({
    orderId,
    state: 'captured',
    method: 'card',
    paid: usd(paid),
    refunded: usd(0),
    ...facts,
  });
  const payments = [payment('O-1', 5_000), payment('O-2', 0, { state: 'authorized' })];

  it('knows what was paid, refunds once per key, and says when nothing is left', async () => {
    const { port, state, effects } = await open({ payments });
    const lookUp = async () =>
      (await port.lookUpPayments({ orderIds: ['O-1', 'O-9'] }, callOf('l'))).payments;
    expect(await lookUp()).toEqual([payment('O-1', 5_000)]);
    const refund = { orderId: 'O-1', orderLineId: 'O-1-1', amount: usd(2_000), reason: 'cancelled' };
    const first = await port.refundCustomer(refund, callOf('refund'));
    expect(await port.refundCustomer(refund, callOf('refund'))).toEqual(first);
    expect(await lookUp()).toEqual([payment('O-1', 5_000, { refunded: usd(2_000) })]);
    await port.refundCustomer({ ...refund, amount: usd(3_000) }, callOf('rest'));
    expect(await lookUp()).toEqual([payment('O-1', 5_000, { refunded: usd(5_000), state: 'refunded' })]);
    expect((await state()).refunds).toMatchObject([{ ...refund, ...first }, { amount: usd(3_000) }]);
    expect(await effects()).toEqual({ refundCustomer: 2 });
  });

  it.each([
    ['more than was paid', 'O-1', usd(5_001), 409, 'O-1 has 5000 USD left to refund: 5001'],
    ['what was never taken', 'O-2', usd(1), 409, 'O-2 has 0 USD left to refund'],
    ['nothing', 'O-1', usd(0), 422, 'name a positive amount in USD'],
    ['another currency', 'O-1', { minor: 1, currency: 'EUR' }, 422, '1 EUR cannot be refunded'],
    ['an order nobody paid', 'O-9', usd(1), 404, 'order O-9 has no payment'],
  ])('does not refund %s', async (_case, orderId, amount, status, reason) => {
    const { port, effects } = await open({ payments });
    expect(await refusalOf(port.refundCustomer({ orderId, amount, reason: 'x' }, callOf('r')))).toEqual({
      status,
      reason: expect.stringContaining(reason),
    });
    expect(await effects()).toEqual({});
  });

  it('books what a count found, and takes it back once', async () => {
    const { port, state } = await open({});
    const { varianceId } = await port.postStockVariance(
      { reference: 'R', reason: 'THEFT', lines: [{ effectKey: 'e', sku: 'SKU-A', value: usd(-2_000) }] },
      callOf('variance'),
    );
    for (const time of ['once', 'twice'])
      await port.reverseStockVariance({ varianceId, reason: 'refused' }, callOf(`reverse-${time}`));
    expect((await state()).variances).toMatchObject([{ id: varianceId, takenBack: 'refused' }]);
    expect(
      await refusalOf(port.reverseStockVariance({ varianceId: 'VAR-NONE', reason: 'x' }, callOf('none'))),
    ).toMatchObject({ status: 404 });
  });
});
