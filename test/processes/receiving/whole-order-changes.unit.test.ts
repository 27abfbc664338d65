import { describe, expect, it } from 'vitest';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf } from './state.ts';

/** Orders that are raised and lowered by what people decide about a delivery (860). */

const orderLines = (d: Delivery) =>
  (d.fake('erp').state() as { lines: { sku: string; ordered: number; receivedBefore: number }[] }).lines;

/** A delivery that something else keeps open, so that its order line can be decided about more than once. */
async function openDelivery(): Promise<Delivery> {
  const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }], items: [{ sku: 'SEEDS' }] });
  await d.announce();
  await d.count([['SEEDS', 1]], { final: false });
  return d;
}

async function finish(d: Delivery): Promise<void> {
  await d.answer('review-item', 'RETURN');
  await d.later();
  expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  expect(await problemsOf(d)).toEqual([]);
}

describe('an order line that is decided about twice', () => {
  it('is raised to what was received when all is accepted after the tolerance was used up', async () => {
    const d = await openDelivery();
    await d.count([['OATS', 106]]);
    await d.answer('review-over', 'ACCEPT_TO_TOLERANCE');
    await d.count([['OATS', 1]]);
    await d.answer('review-over', 'ACCEPT_ALL');
    await finish(d);
    expect(await d.stock('OATS')).toEqual({ available: 106 });
    expect(orderLines(d)).toMatchObject([{ ordered: 106, receivedBefore: 106 }]);
  });

  it.each([
    ['nothing above it', 100, 100],
    ['less above it', 104, 104],
  ])('is lowered again when a recount finds %s', async (_case, good, ordered) => {
    const d = await openDelivery();
    await d.count([['OATS', 110]]);
    await d.answer('review-over', 'ACCEPT_ALL');
    expect(orderLines(d)).toMatchObject([{ ordered: 110, receivedBefore: 110 }]);
    await d.count([['OATS', 1]]);
    await d.answer('review-over', 'RECOUNT');
    await d.answer('recount', 'COUNTED', { form: { good, damaged: 0 } });
    await finish(d);
    expect(await d.stock('OATS')).toEqual({ available: good });
    expect(orderLines(d)).toMatchObject([{ ordered, receivedBefore: good }]);
  });
});
