import { describe } from 'vitest';
import { endsTheSame, type Story } from '../support/faults.ts';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf, stateOf } from './state.ts';

/** Whatever dies, repeats, overtakes or fails on the way: the end is the one of the undisturbed day. */

const stories: readonly Story<Delivery>[] = [
  {
    name: 'a clean delivery',
    run: async (disturb) => {
      const d = await deliveryAt({
        lines: [
          { sku: 'OATS', ordered: 100 },
          { sku: 'NUTS', ordered: 50 },
        ],
      });
      disturb?.(d.world);
      await d.announce();
      await d.count([
        ['OATS', 100],
        ['NUTS', 50],
      ]);
      return d;
    },
  },
  {
    name: 'too many, and all accepted',
    run: async (disturb) => {
      const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }] });
      disturb?.(d.world);
      await d.announce();
      await d.count([['OATS', 110]]);
      await d.answer('review-over', 'ACCEPT_ALL');
      await d.later();
      return d;
    },
  },
  {
    name: 'an order that is raised, set back because the stock cannot move, and raised again',
    run: async (disturb) => {
      const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }] });
      const held = (quantity: number) =>
        d.fake('wms').seed({ stock: [{ site: d.site, sku: 'OATS', status: 'hold', quantity }] });
      disturb?.(d.world);
      await d.announce();
      await d.count([['OATS', 110]]);
      held(0);
      await d.answer('review-over', 'ACCEPT_ALL');
      await d.later();
      held(10);
      await d.signal('1:retry/supervisor-atl');
      await d.later();
      return d;
    },
  },
  {
    name: 'goods without a notice, and others nobody ordered',
    run: async (disturb) => {
      const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }], items: [{ sku: 'SEEDS' }] });
      disturb?.(d.world);
      await d.count([['OATS', 60]], { final: false });
      await d.later();
      await d.count([
        ['OATS', 40],
        ['SEEDS', 5],
      ]);
      await d.later();
      await d.answer('review-item', 'RETURN');
      await d.later();
      return d;
    },
  },
  {
    name: 'a receipt that is taken back',
    run: async (disturb) => {
      const d = await deliveryAt({
        lines: [
          { sku: 'OATS', ordered: 100 },
          { sku: 'NUTS', ordered: 50 },
        ],
      });
      disturb?.(d.world);
      await d.announce();
      await d.count([['OATS', 100]], { final: false });
      await d.reverse();
      await d.later();
      return d;
    },
  },
  {
    name: 'too few, decided by nobody in time',
    run: async (disturb) => {
      const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }] });
      disturb?.(d.world);
      await d.announce();
      await d.count([['OATS', 80]]);
      const { parkAt } = await d.task('review-short');
      await d.world.advance((Date.parse(parkAt) - Date.parse(d.world.clock())) / 60_000);
      await d.later();
      return d;
    },
  },
];

const ADAPTER = /^(erp|wms|finance|supplier-portal)\./;

const look = { stateOf, problemsOf };

describe.each(stories)('$name', (story) => {
  endsTheSame(story, look, ADAPTER);
});
