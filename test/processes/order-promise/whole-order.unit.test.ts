import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../events/envelope.ts';
import { CustomerAnswered, MessageBounced, PromiseReviewRequested } from '../../../events/promise.ts';
import { Shop } from './shop.ts';

/** Events of one order that overtake each other on their way. */

const po = (dueAt: string) => ({ sku: 'OATS', quantity: 10, dueAt, confirmed: true });

/** A delay that was told by email with an offer, and then became a day longer. */
async function toldAndLater(): Promise<Shop> {
  const shop = await Shop.of({ supply: [po('2026-03-09')], customer: { tier: 1 }, country: 'CA' });
  await shop.review();
  expect(shop.messages()).toHaveLength(1);
  await shop.until('2026-03-02T15:10:00.000Z');
  shop.supply([po('2026-03-10')]);
  return shop;
}

const review = (shop: Shop) =>
  shop.event(PromiseReviewRequested, { orderIds: ['SO-1'], skus: [], reason: 'SUPPLY_LATE' });
const bounced = (shop: Shop) => {
  const { id = '', channel = '' } = shop.messages().at(-1) ?? {};
  return shop.event(MessageBounced, { orderId: 'SO-1', messageId: id, channel });
};
const answered = (shop: Shop, answer: 'WAIT' | 'CANCEL') => {
  const [offer] = (shop.fake('ecommerce').state() as { offers: { id: string }[] }).offers;
  const offerId = offer?.id ?? '';
  shop.fake('ecommerce').seed({ answers: [{ offerId, kind: answer }] });
  return shop.event(CustomerAnswered, {
    orderId: 'SO-1',
    orderLineId: 'SO-1-1',
    sku: 'OATS',
    offerId,
    answer,
  });
};

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/** How the story ends when the three events arrive in each order; a day later, so that what waits has gone. */
async function endings(events: (shop: Shop) => readonly Envelope[]) {
  const found = [];
  for (const order of ORDERS) {
    const shop = await toldAndLater();
    const all = events(shop);
    shop.world.order = (heard) =>
      heard.length === all.length ? order.flatMap((index) => heard[index] ?? []) : heard;
    await shop.tellBus(...all);
    await shop.until('2026-03-03T18:00:00.000Z');
    expect([order, shop.problems()]).toEqual([order, []]);
    const { outcome, state, cases, tasks } = await shop.state();
    found.push({
      order,
      ending: {
        state,
        outcome,
        cases,
        tasks,
        line: shop.line(),
        refunds: shop.standing('finance', 'refunds').length,
        grants: shop.standing('crm', 'grants').length,
        told: shop.messages().at(-1)?.values.lines,
        breaches: shop.published('PromiseBreached').length,
      },
    });
  }
  return found;
}

describe('a longer delay, a bounce and an answer that come in any order', () => {
  it('end in the same date, which the customer knows', async () => {
    const found = await endings((shop) => [review(shop), bounced(shop), answered(shop, 'WAIT')]);
    const [first] = found;
    expect(first?.ending).toMatchObject({
      line: { promisedAt: '2026-03-12', cancelled: 0 },
      refunds: 0,
      grants: 1,
      cases: [],
    });
    for (const { order, ending } of found) expect([order, ending]).toEqual([order, first?.ending]);
  });

  it('cancel and pay back once, however late the no comes', async () => {
    const found = await endings((shop) => [review(shop), bounced(shop), answered(shop, 'CANCEL')]);
    for (const { order, ending } of found)
      expect([order, ending]).toMatchObject([
        order,
        { state: 'CLOSED', outcome: 'cancelled', line: { cancelled: 10 }, refunds: 1, cases: [] },
      ]);
  });
});
