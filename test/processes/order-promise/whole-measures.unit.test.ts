import { describe, expect, it } from 'vitest';
import { promiseBreachRates, promiseHistories } from '../../../lambdas/domain/promise-kpi.ts';
import { Shop } from './shop.ts';

/** Both rates of section 8, from nothing but the events of the bus. */

const po = (dueAt: string) => ({ sku: 'OATS', quantity: 10, dueAt, confirmed: true });
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const ratesOf = (shop: Shop) =>
  promiseBreachRates(promiseHistories(shop.world.events), MARCH, '2026-04-01', 1_440);
const one = (breached: number) => ({ n: 1, breached, rate: { numerator: breached, denominator: 1 } });

describe('promise breach', () => {
  it('counts a promise that was moved in time as broken once, and kept once', async () => {
    const shop = await Shop.of({ supply: [po('2026-03-09')], country: 'CA' });
    await shop.review();
    await shop.until('2026-03-06T05:00:00.000Z');
    expect(shop.published('PromiseBreached')).toMatchObject([{ promise: 'FIRST', promisedAt: '2026-03-05' }]);
    expect(ratesOf(shop)).toEqual({ first: one(1), latest: one(0) });
    // Nothing came on the day that was told either.
    await shop.until('2026-03-12T04:00:00.000Z');
    expect(ratesOf(shop)).toEqual({ first: one(1), latest: one(1) });
  });

  it('counts one whose new date is missed as well', async () => {
    const shop = await Shop.of({
      onHand: { OATS: 10 },
      lines: [{ sku: 'OATS', promisedAt: '2026-03-02' }],
      country: 'CA',
    });
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-04');
    await shop.until('2026-03-05T05:00:00.000Z');
    const broken = shop.published('PromiseBreached') as { promise: string; promisedAt: string }[];
    expect(broken.map(({ promise, promisedAt }) => `${promise} ${promisedAt}`).sort()).toEqual([
      'FIRST 2026-03-02',
      'LATEST 2026-03-04',
    ]);
    expect(ratesOf(shop)).toEqual({ first: one(1), latest: one(1) });
  });

  it('leaves out what was cancelled, and has no rate of nothing', async () => {
    const shop = await Shop.of({ supply: [po('2026-03-09')] });
    await shop.review();
    await shop.answer('CANCEL');
    expect(ratesOf(shop)).toEqual({ first: { n: 0, breached: 0 }, latest: { n: 0, breached: 0 } });
  });
});
