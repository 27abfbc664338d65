import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp } from '../support/connections.ts';

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

  it('refuses to take back what it does not know', async () => {
    const { port } = await open({ closedPeriods: [] });
    await expect(port.reverseAccrual({ accrualId: 'ACC-9', reason: 'x' }, callOf('k1'))).rejects.toThrow(
      /ACC-9 does not exist/,
    );
    await expect(port.creditSupplier({ debitId: 'DEB-9', reason: 'x' }, callOf('k2'))).rejects.toThrow(
      /DEB-9 does not exist/,
    );
  });
});
