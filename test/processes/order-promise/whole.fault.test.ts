import { describe } from 'vitest';
import { PromiseReviewRequested } from '../../../events/promise.ts';
import { type Disturb, endsTheSame, type Story } from '../support/faults.ts';
import { type Setting, Shop } from './shop.ts';

/** Whatever dies, repeats or fails on the way: the end is the one of the undisturbed day. */

const po = (dueAt: string) => ({ sku: 'OATS', quantity: 10, dueAt, confirmed: true });
const opened = async (disturb: Disturb | undefined, setting: Setting) => {
  const shop = await Shop.of(setting);
  disturb?.(shop.world);
  return shop;
};
/** What a function that died has left is made up for by the sweeper. */
const later = async (shop: Shop) => {
  for (let quarter = 1; quarter <= 5; quarter++) await shop.world.advance(15);
};

const stories: readonly Story<Shop>[] = [
  {
    name: 'a delay the customer hears of, with an offer and a credit',
    run: async (disturb) => {
      const shop = await opened(disturb, { supply: [po('2026-03-09')], customer: { tier: 1 } });
      await shop.review();
      await later(shop);
      return shop;
    },
  },
  {
    name: 'a line that is cancelled and refunded because nobody agreed',
    run: async (disturb) => {
      const shop = await opened(disturb, {
        supply: [po('2026-04-02')],
        onHand: { OATS: 4 },
        lines: [{ sku: 'OATS', promisedAt: '2026-03-05', allocated: 4 }],
      });
      await shop.review();
      await later(shop);
      await shop.until('2026-03-06T05:00:00.000Z');
      await later(shop);
      await shop.until('2026-03-06T13:00:00.000Z');
      await later(shop);
      return shop;
    },
  },
  {
    name: 'a message that bounces on every channel',
    run: async (disturb) => {
      const shop = await opened(disturb, { supply: [po('2026-03-09')], bounces: ['email', 'sms'] });
      await shop.review();
      await later(shop);
      await later(shop);
      return shop;
    },
  },
  {
    name: 'the orders of an item',
    run: async (disturb) => {
      const shop = await opened(disturb, { supply: [po('2026-03-09')] });
      shop.seedOrder('SO-2', [{ sku: 'OATS', promisedAt: '2026-03-04' }], { customerId: 'CUS-1' });
      shop.fake('ecommerce').seed({ orderLines: [{ orderId: 'SO-2', orderLineId: 'SO-2-1' }] });
      await shop.tellBus(
        shop.event(PromiseReviewRequested, { orderIds: [], skus: ['OATS'], reason: 'SUPPLY_LATE' }),
      );
      await later(shop);
      return shop;
    },
  },
];

const look = {
  stateOf: (shop: Shop) => shop.state(),
  problemsOf: async (shop: Shop) => shop.problems(),
};
const SYSTEM = /^(oms|erp|tms|crm|contact-center|ecommerce|finance)\./;

describe.each(stories)('$name', (story) => {
  endsTheSame(story, look, SYSTEM);
});
