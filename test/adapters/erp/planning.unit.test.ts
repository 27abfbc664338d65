import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp } from '../support/connections.ts';

const unitCost = { minor: 250, per: 1, currency: 'USD' };
const planOf = (site: string) => ({
  site,
  demand: [{ date: '2026-03-01', quantity: 10, inStock: true }],
  endOfLife: false,
  onOrder: [],
});
const planning = {
  sku: 'SKU-A',
  abcClass: 'A' as const,
  unitCost,
  suppliers: [
    {
      supplierId: 'SUP-1',
      kind: 'contract' as const,
      leadDays: 5,
      leadDeviationTenths: 10,
      minimumOrder: 0,
      packSize: 12,
      unitCost,
      stopped: false,
    },
  ],
  lanes: [{ from: 'DC2', days: 2 }],
};
const order = {
  reference: 'replenishment:1',
  supplierId: 'SUP-1',
  sku: 'SKU-A',
  quantity: 120,
  unitCost,
  expectedOn: '2026-03-07',
};

overFakeAndHttp('erp', (open) => {
  const siteOf = callOf('site').site;
  const seed = { planning: [{ ...planning, plans: [planOf(siteOf), planOf('DC2'), planOf('DC3')] }] };

  it('plans an item for the site of the call and those with a lane to it', async () => {
    const { port } = await open(seed);
    const found = await port.lookUpPlanning({ sku: 'SKU-A' }, callOf('look'));
    expect(found.planning?.plans.map(({ site }) => site)).toEqual([siteOf, 'DC2']);
    expect(await port.lookUpPlanning({ sku: 'SKU-9' }, callOf('other'))).toEqual({ planning: null });
  });

  it('orders goods once per key: they are on order and not confirmed', async () => {
    const { port, effects } = await open(seed);
    const made = await port.createPurchaseOrder(order, callOf('order'));
    expect(await port.createPurchaseOrder(order, callOf('order'))).toEqual(made);
    const found = await port.lookUpPlanning({ sku: 'SKU-A' }, callOf('look'));
    expect(found.planning?.plans[0]?.onOrder).toEqual([{ ...made, open: 120, confirmed: 0 }]);
    expect(await effects()).toEqual({ createPurchaseOrder: 1 });
  });

  it('cancels an order of which nothing came', async () => {
    const { port } = await open(seed);
    const { poId } = await port.createPurchaseOrder(order, callOf('order'));
    const cancelled = await port.cancelPurchaseOrder({ poId, reason: 'x' }, callOf('cancel'));
    expect(await port.cancelPurchaseOrder({ poId, reason: 'x' }, callOf('cancel'))).toEqual(cancelled);
    const found = await port.lookUpPlanning({ sku: 'SKU-A' }, callOf('look'));
    expect(found.planning?.plans[0]?.onOrder).toEqual([]);
  });

  it('refuses to cancel what was received, and what it does not know', async () => {
    const { port } = await open({
      ...seed,
      items: [
        {
          sku: 'SKU-A',
          description: 'A',
          abcClass: 'A',
          baseUom: 'EA',
          scale: 0,
          conversions: [],
          unitCost,
          lotControlled: false,
          expiryControlled: false,
          temperature: 'ambient',
          inspection: 'NEVER',
          substitutes: [],
        },
      ],
    });
    const { poId, poLine } = await port.createPurchaseOrder(order, callOf('order'));
    const line = {
      effectKey: 'e#1',
      poId,
      poLine,
      sku: 'SKU-A',
      quantity: 12,
      stockStatus: 'available' as const,
    };
    await port.postGoodsReceipt({ reference: 'r', lines: [line] }, callOf('receive'));
    await expect(port.cancelPurchaseOrder({ poId, reason: 'x' }, callOf('cancel'))).rejects.toThrow(
      /open with 12 units received/,
    );
    await expect(port.cancelPurchaseOrder({ poId: 'PO-9', reason: 'x' }, callOf('c9'))).rejects.toThrow(
      /PO-9 does not exist/,
    );
  });
});
