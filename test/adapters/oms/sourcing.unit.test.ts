import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';
import { seededLine, seededOrder } from './orders.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const sourcing = {
  sites: [{ site: 'DC2', available: 9, extraCost: usd(120), arrivesOn: '2026-03-05' }],
  substitutes: [{ sku: 'SKU-B', available: 40, unitPrice: { minor: 480, per: 1, currency: 'USD' } }],
  backorderable: false,
};
const seed = {
  orders: [
    seededOrder('O-1', [
      seededLine('O-1-1', 10, { allocated: 10, released: 10 }),
      seededLine('O-1-2', 4, { allocated: 1 }),
    ]),
  ],
  sourcing: [{ orderLineId: 'O-1-1', ...sourcing }],
};

overFakeAndHttp('oms', (open) => {
  type Oms = Awaited<ReturnType<typeof open>>;
  const linesOf = async ({ port }: Oms) => {
    const { orders } = await port.lookUpOrders({ orderIds: ['O-1'] }, callOf('look'));
    return Object.fromEntries(
      (orders[0]?.lines ?? []).map(({ orderLineId, site, sku, allocated, released, cancelled }) => [
        orderLineId,
        [site, sku, allocated, released, cancelled],
      ]),
    );
  };
  const before = { 'O-1-1': ['DC1', 'SKU-A', 10, 10, 0], 'O-1-2': ['DC1', 'SKU-A', 1, 0, 0] };

  it('knows where else units come from; a line nobody says anything about can wait', async () => {
    const { port } = await open(seed);
    expect(await port.lookUpSourcing({ orderLineId: 'O-1-1', quantity: 3 }, callOf('a'))).toEqual(sourcing);
    expect(await port.lookUpSourcing({ orderLineId: 'O-1-2', quantity: 3 }, callOf('b'))).toEqual({
      sites: [],
      substitutes: [],
      backorderable: true,
    });
  });

  it('opens units the warehouse was to pick, and gives them back once', async () => {
    const oms = await open(seed);
    const asked = { orderLineId: 'O-1-1', quantity: 3, reason: 'SHORT_PICK' };
    const filed = await oms.port.backorder(asked, callOf('b'));
    expect(await oms.port.backorder(asked, callOf('b'))).toEqual(filed);
    expect(await linesOf(oms)).toEqual({ ...before, 'O-1-1': ['DC1', 'SKU-A', 7, 7, 0] });
    await oms.port.revertBackorder({ ...filed, reason: 'x' }, callOf('r1'));
    await oms.port.revertBackorder({ ...filed, reason: 'x' }, callOf('r2'));
    expect(await linesOf(oms)).toEqual(before);
  });

  it('takes no units from the warehouse that are not with it', async () => {
    const { port } = await open(seed);
    const asked = { orderLineId: 'O-1-2', quantity: 2, reason: 'x' };
    const refused = {
      status: 409,
      reason: expect.stringContaining('order line O-1-2 has 1 units with the warehouse'),
    };
    expect(await refusalOf(port.backorder(asked, callOf('b')))).toEqual(refused);
    expect(await refusalOf(port.replaceUnits({ ...asked, sku: 'SKU-A', site: 'DC2' }, callOf('r')))).toEqual(
      refused,
    );
  });

  it.each([
    ['another site', { sku: 'SKU-A', site: 'DC2' }, 450],
    ['another item, at its own price', { sku: 'SKU-B', site: 'DC1' }, 480],
  ])('moves units to a line of their own for %s, and back', async (_what, other, price) => {
    const oms = await open(seed);
    const { replacementId, orderLineId } = await oms.port.replaceUnits(
      { orderLineId: 'O-1-1', quantity: 3, reason: 'SHORT_PICK', ...other },
      callOf('r'),
    );
    expect(await linesOf(oms)).toEqual({
      ...before,
      'O-1-1': ['DC1', 'SKU-A', 7, 7, 3],
      [orderLineId]: [other.site, other.sku, 3, 3, 0],
    });
    const { orders } = await oms.port.lookUpOrders({ orderIds: ['O-1'] }, callOf('look'));
    expect(orders[0]?.lines.at(-1)?.unitPrice.minor).toBe(price);
    await oms.port.restoreUnits({ replacementId, reason: 'x' }, callOf('b1'));
    await oms.port.restoreUnits({ replacementId, reason: 'x' }, callOf('b2'));
    expect(await linesOf(oms)).toEqual(before);
  });

  it('does not take back a replacement that has shipped', async () => {
    const oms = await open(seed);
    const replaced = await oms.port.replaceUnits(
      { orderLineId: 'O-1-1', quantity: 3, reason: 'x', sku: 'SKU-A', site: 'DC2' },
      callOf('r'),
    );
    const shipped = seededLine(replaced.orderLineId, 3, { site: 'DC2', shipped: 3 });
    await oms.seedMore({ orders: [seededOrder('O-1', [seededLine('O-1-1', 10), shipped])] });
    expect(
      await refusalOf(
        oms.port.restoreUnits({ replacementId: replaced.replacementId, reason: 'x' }, callOf('b')),
      ),
    ).toMatchObject({ status: 409 });
  });
});
