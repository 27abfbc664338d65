import { describe, expect, it } from 'vitest';
import { Order } from '../../lambdas/adapters/oms/port.ts';
import { comparePromise } from '../../lambdas/agreement/compare.ts';
import { gather } from '../../lambdas/agreement/gather.ts';
import { agreementOf } from '../../lambdas/agreement/rate.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { seededLine, seededOrder } from '../adapters/oms/orders.ts';
import { Shop, SITE, TENANT } from '../processes/order-promise/shop.ts';

const PO = { sku: 'OATS', quantity: 10, dueAt: '2026-03-09', confirmed: true };

async function reportOf(shop: Shop, tenantId = TENANT, site = SITE) {
  const { comparisons } = await gather(tenantScope(tenantId), site, ['order-promise'], 500, {
    stores: shop.world.stores,
    lookUp: async (system, operation, at, input) =>
      shop.fake(system).run(operation, input, { site: at, idempotencyKey: '' }).answer,
  });
  const [report] = agreementOf([{ process: 'order-promise', site }], comparisons, shop.world.clock());
  return report;
}

/** Somebody tells the customer a date by hand. */
function tellByHand(shop: Shop, promisedAt: string): void {
  const input = { orderLineId: 'SO-1-1', promisedAt, confidence: 'HIGH', reason: 'by hand' };
  shop.fake('oms').run('setPromise', input, { site: SITE, idempotencyKey: promisedAt });
}

describe('the report', () => {
  it('agrees once people tell the date the rules named, and shows where they tell another', async () => {
    const shop = await Shop.of({ supply: [PO], level: 'shadow' });
    await shop.review();
    const [record] = await shop.decisions('promise-date');
    const { date = '' } = (record?.result ?? {}) as { readonly date?: string };
    expect(date).toMatch(/^2026-/);
    expect(date).not.toBe('2026-03-05');
    await shop.world.advance(1);
    expect((await reportOf(shop))?.differences).toMatchObject([
      { subject: 'SO-1-1', decided: date, done: '2026-03-05' },
    ]);
    tellByHand(shop, date);
    expect(await reportOf(shop)).toMatchObject({ decided: 1, compared: 1, agreed: 1, perMille: 1000 });
  });

  it('leaves out a line the rules would cancel', async () => {
    const lines = [{ sku: 'OATS', promisedAt: '2026-02-20' }];
    const shop = await Shop.of({ supply: [{ ...PO, dueAt: '2026-04-02' }], level: 'shadow', lines });
    await shop.review();
    expect((await shop.decisions('delay-rule'))[0]?.result).toMatchObject({ ends: 'NO_CONSENT' });
    expect(await reportOf(shop)).toMatchObject({ decided: 0 });
  });

  it('knows nothing of another tenant or site', async () => {
    const shop = await Shop.of({ supply: [PO], level: 'shadow' });
    await shop.review();
    for (const [tenantId, site] of [
      ['other-grocery', SITE],
      [TENANT, 'DC-OTHER'],
    ] as const)
      expect(await reportOf(shop, tenantId, site)).toMatchObject({ decided: 0, compared: 0 });
  });
});

describe('a promise', () => {
  const row = { process: 'order-promise', processId: 'order-promise:SO-1', site: 'DC1' };
  const decision = (
    at: string,
    result: { readonly date: string; readonly noLane?: string },
    { live = 10, ends = false } = {},
  ) => ({
    row,
    facts: { ends },
    record: {
      ...{ id: at, ruleId: 'order-promise.promise-date', ruleVersion: 1, at, thresholds: {} },
      inputs: { orderLineId: 'SO-1-1', live },
      result,
    },
  });
  const order = (line: object) => [
    Order.parse(
      seededOrder('SO-1', [
        seededLine('SO-1-1', 10, { cancelled: 0, allocated: 0, released: 0, shipped: 0, ...line }),
      ]),
    ),
  ];
  const told = order({ promisedAt: '2026-03-09' });
  const later = decision('2026-03-03', { date: '2026-03-09' });
  const earlier = decision('2026-03-02', { date: '2026-03-05' });

  it('is judged by the latest decision about the line, in whatever order they are read', () => {
    expect(comparePromise([later, earlier], told)).toEqual([
      expect.objectContaining({ decidedAt: '2026-03-03', decided: '2026-03-09', done: '2026-03-09' }),
    ]);
  });

  it('differs where nobody told a date at all', () => {
    expect(comparePromise([later], order({}))).toMatchObject([{ decided: '2026-03-09', done: 'none' }]);
  });

  it('is left to people where nobody can name a date, or no carrier goes there', () => {
    for (const result of [{ date: 'UNKNOWN' }, { date: '2026-03-09', noLane: 'DC1 to CA' }])
      expect(comparePromise([decision('2026-03-02', result)], told)[0]).not.toHaveProperty('decided');
  });

  it('has no date to compare once the rules would cancel the line, nothing of it is left, or it was canceled', () => {
    const ending = decision('2026-03-04', { date: '2026-03-20' }, { ends: true });
    expect(comparePromise([later, ending], told)).toEqual([]);
    const gone = decision('2026-03-02', { date: '2026-03-09' }, { live: 0 });
    expect(comparePromise([gone], told)).toEqual([]);
    const canceled = order({ promisedAt: '2026-03-09', cancelled: 2 });
    expect(comparePromise([later], canceled)[0]).not.toHaveProperty('done');
  });
});
