import { expect, it } from 'vitest';
import { termsOf } from '../processes/customer-return/rules/fixtures.ts';
import { callOf, overFakeAndHttp, refusalOf } from './support/connections.ts';

/** What systems know and do about goods that come back. */

overFakeAndHttp('oms', (open) => {
  it('knows which lines were delivered, when and under which terms', async () => {
    const sale = {
      orderId: 'O-1',
      orderLineId: 'O-1-1',
      sku: 'OATS',
      delivered: 2,
      deliveredOn: '2026-02-20',
      serials: ['S-1'],
      finalSale: false,
    };
    const { port } = await open({ sales: [sale, { ...sale, orderId: 'O-2', orderLineId: 'O-2-1' }] });
    expect(await port.lookUpSales({ orderIds: ['O-1', 'O-9'] }, callOf('k1'))).toEqual({ sales: [sale] });
  });
});

overFakeAndHttp('erp', (open) => {
  it('knows what can be done with an item that comes back, and leaves out what it has no terms for', async () => {
    const terms = termsOf();
    const { port } = await open({ returnTerms: [terms] });
    expect(await port.lookUpReturnTerms({ skus: [terms.sku, 'NONE'] }, callOf('k1'))).toEqual({
      terms: [terms],
    });
  });
});

overFakeAndHttp('crm', (open) => {
  it('knows the returns of a customer from a day on, that day included', async () => {
    const value = { minor: 500, currency: 'USD' };
    const returns = ['2026-01-31', '2026-02-01', '2026-02-02'].map((on) => ({ orderId: 'O-1', on, value }));
    const { port } = await open({ histories: [{ customerId: 'C-1', orders: 7, returns }] });
    expect(
      await port.lookUpReturnHistory({ customerIds: ['C-1', 'C-9'], from: '2026-02-01' }, callOf('k1')),
    ).toEqual({ histories: [{ customerId: 'C-1', orders: 7, returns: returns.slice(1) }] });
  });
});

overFakeAndHttp('tms', (open) => {
  const label = {
    reference: 'RMA-1',
    orderId: 'O-1',
    origin: { country: 'US', postalCode: '30303' },
  };

  it('creates a return label once per key and voids it once', async () => {
    const { port, state, effects } = await open({});
    const { labelId } = await port.createReturnLabel(label, callOf('label'));
    expect(await port.createReturnLabel(label, callOf('label'))).toEqual({ labelId });
    await port.voidReturnLabel({ labelId, reason: 'expired' }, callOf('void'));
    await port.voidReturnLabel({ labelId, reason: 'again' }, callOf('void-2'));
    expect((await state()).returnLabels).toEqual([
      expect.objectContaining({ ...label, id: labelId, takenBack: 'expired' }),
    ]);
    expect((await effects()).createReturnLabel).toBe(1);
  });

  it('voids no label a carrier has scanned, and none it does not know', async () => {
    const { port, seedMore } = await open({});
    const { labelId } = await port.createReturnLabel(label, callOf('label'));
    await seedMore({ scannedReturns: [labelId] });
    expect(await refusalOf(port.voidReturnLabel({ labelId, reason: 'x' }, callOf('k1')))).toMatchObject({
      status: 409,
    });
    expect(
      await refusalOf(port.voidReturnLabel({ labelId: 'RLB-9', reason: 'x' }, callOf('k2'))),
    ).toMatchObject({ status: 404 });
  });
});

overFakeAndHttp('supplier-portal', (open) => {
  it('asks a supplier to take goods back once per key', async () => {
    const { port, state, effects } = await open({ confirmations: [] });
    const request = {
      reference: 'RMA-1',
      supplierId: 'SUP-ACORN',
      sku: 'OATS',
      quantity: 2,
      reason: 'DM' as const,
      credit: { minor: 600, currency: 'USD' },
    };
    const { returnId } = await port.requestReturn(request, callOf('ask'));
    expect(await port.requestReturn(request, callOf('ask'))).toEqual({ returnId });
    expect((await state()).returns).toEqual([expect.objectContaining({ ...request, id: returnId })]);
    expect((await effects()).requestReturn).toBe(1);
  });
});
