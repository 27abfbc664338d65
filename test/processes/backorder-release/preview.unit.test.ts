import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KeptOrder } from '../../../lambdas/adapters/oms/fake-orders.ts';
import { previewRelease } from '../../../lambdas/processes/backorder-release/preview.ts';
import { orderOf, type Policy, Shop, SITE, TENANT } from './shop.ts';

const line = fc.record({
  ordered: fc.integer({ min: 1, max: 30 }),
  segment: fc.constantFrom('WIN', 'GAIN', 'REDISTRIBUTE', 'IMPROVE', 'FILL', 'LOSE'),
  packSize: fc.constantFrom(1, 1, 5),
  sku: fc.constantFrom('OATS', 'OATS', 'RICE'),
  share: fc.constantFrom(0, 0, 0, 1, 2),
  promisedAt: fc.constantFrom(undefined, '2026-03-01', '2026-03-05'),
});
const order = fc.record({
  tier: fc.integer({ min: 1, max: 4 }),
  day: fc.integer({ min: 1, max: 27 }),
  shipComplete: fc.boolean(),
  isHeld: fc.boolean(),
  lines: fc.array(line, { minLength: 1, maxLength: 2 }),
});
const orders = fc.array(order, { minLength: 1, maxLength: 8 }).map((all) =>
  all.map(
    ({ tier, day, shipComplete, isHeld, lines }, index): KeptOrder =>
      orderOf(
        String(index),
        {
          serviceTier: tier,
          placedAt: `2026-02-${String(day).padStart(2, '0')}T10:00:00Z`,
          shipComplete,
          holds: isHeld ? [{ kind: 'fraud', reason: 'check' }] : [],
        },
        lines.map(({ share, promisedAt, ordered, ...rest }) => ({
          ...rest,
          ordered,
          // Some of it the OMS has confirmed by itself; the warehouse does not have it yet.
          allocated: Math.floor((ordered * share) / 3),
          ...(promisedAt && { promisedAt }),
        })),
      ),
  ),
);
const release = fc.record({
  policy: fc.constantFrom('FIFO', 'PRIORITY', 'FAIR_SHARE'),
  contestedOrders: fc.constant(20),
  reserveCoverDays: fc.constantFrom(0, 3),
}) as fc.Arbitrary<Policy>;

it('comes to what the release then does', async () => {
  await fc.assert(
    fc.asyncProperty(orders, release, fc.integer({ min: 1, max: 90 }), async (all, settings, units) => {
      const shop = await Shop.open({ release: settings });
      shop.orders(...all);
      // The OMS confirms by itself only what is on hand.
      const confirmed = (sku: string) =>
        all
          .flatMap(({ lines }) => lines)
          .reduce((sum, one) => sum + (one.sku === sku ? one.allocated : 0), 0);
      await shop.gain(
        ['OATS', 'RICE'].map((sku) => ({ sku, quantity: units + confirmed(sku) })),
        { settle: false },
      );
      const shown = await preview(shop);
      const before = shop.allocated();
      await shop.world.settle();
      expect(await shop.problems()).toEqual([]);

      const gets: Record<string, number> = { ...before };
      const held: Record<string, number> = {};
      for (const { grants, takings } of shown.decisions) {
        for (const { orderLineId, quantity } of takings)
          gets[orderLineId] = (gets[orderLineId] ?? 0) - quantity;
        for (const { orderLineId, kind, quantity } of grants)
          if (kind === 'firm') gets[orderLineId] = (gets[orderLineId] ?? 0) + quantity;
          else held[orderLineId] = quantity;
      }
      const known = Object.fromEntries(Object.entries(gets).filter(([, quantity]) => quantity > 0));
      expect(shop.allocated()).toEqual(known);
      expect(await heldOf(shop)).toEqual(held);
    }),
    { numRuns: 60 },
  );
}, 60_000);

async function preview(shop: Shop) {
  const document = await shop.world.stores.tenants.current(shop.tenant);
  if (!document) throw new Error(`${TENANT} has no document`);
  const ask = (system: 'oms' | 'wms', operation: string) => async (input: unknown) =>
    shop.fake(system).run(operation, input, { site: SITE, idempotencyKey: '' }).answer as never;
  return previewRelease(
    { site: SITE, skus: ['OATS', 'RICE'], now: shop.world.clock() },
    document,
    shop.tenant,
    {
      lookUpDemand: ask('oms', 'lookUpDemand'),
      lookUpOrders: ask('oms', 'lookUpOrders'),
      lookUpStock: ask('wms', 'lookUpStock'),
    },
    shop.world.stores.backorders,
  );
}

async function heldOf(shop: Shop): Promise<Record<string, number>> {
  const stocks = await Promise.all(
    ['OATS', 'RICE'].map((sku) => shop.world.stores.backorders.stock(shop.tenant, SITE, sku)),
  );
  return Object.fromEntries(
    stocks
      .flatMap(({ reservations }) => reservations)
      .flatMap(({ orderLineId, parts }) =>
        parts
          .filter(({ kind }) => kind === 'tentative')
          .map(({ quantity }) => [orderLineId, quantity] as const),
      ),
  );
}
