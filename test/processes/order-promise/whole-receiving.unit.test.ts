import { expect, it } from 'vitest';
import { Delivery } from '../receiving/delivery.ts';
import { receivingRoom } from '../receiving/functions.ts';
import { Shop } from './shop.ts';

/** Receiving and order promise in one world: what the dock misses moves the promise. */

const both = (supplyDue: string) =>
  Shop.of({
    supply: [{ sku: 'OATS', quantity: 10, dueAt: supplyDue, confirmed: true }],
    lines: [{ sku: 'OATS', promisedAt: '2026-03-06' }],
    rooms: [receivingRoom],
  });

it('a notice whose goods do not come moves the promises of its items', async () => {
  const shop = await both('2026-03-02');
  const delivery = await Delivery.of(shop.world, { lines: [{ sku: 'OATS', ordered: 10 }] });
  await delivery.announce();
  expect(shop.published('PromiseChanged')).toEqual([]);
  // Two business days after 14:00 UTC.
  await shop.until('2026-03-04T14:00:00.000Z');
  expect(shop.problems()).toEqual([]);
  expect(shop.published('ReceiptOverdue')).toHaveLength(1);
  // Expected three days from now, unconfirmed: Saturday, picked on Monday.
  expect(shop.published('PromiseChanged')).toMatchObject([
    { from: '2026-03-06', to: '2026-03-11', confidence: 'LOW' },
  ]);
  expect(shop.messages()).toHaveLength(1);
});

it('a delivery that is short moves them too', async () => {
  const shop = await both('2026-03-02');
  const delivery = await Delivery.of(shop.world, { lines: [{ sku: 'OATS', ordered: 10 }] });
  await delivery.announce();
  await delivery.count([['OATS', 4]]);
  expect(shop.problems()).toEqual([]);
  expect(shop.published('PromiseReviewRequested')).toMatchObject([
    { reason: 'SUPPLY_SHORT', orderIds: ['SO-1'] },
  ]);
});
