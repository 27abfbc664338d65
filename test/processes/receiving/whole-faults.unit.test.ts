import { describe, expect, it } from 'vitest';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf, stateOf } from './state.ts';
import { Killed, type World } from './world.ts';

/** Whatever dies, repeats, overtakes or fails on the way: the end is the one of the undisturbed day. */

type Disturb = (world: World) => void;
interface Story {
  readonly name: string;
  run(disturb?: Disturb): Promise<Delivery>;
}

const stories: readonly Story[] = [
  {
    name: 'a clean delivery',
    run: async (disturb) => {
      const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }, { sku: 'NUTS', ordered: 50 }] });
      disturb?.(d.world);
      await d.announce();
      await d.count([['OATS', 100], ['NUTS', 50]]);
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
      return d;
    },
  },
];

/** Raises once, at the n-th point; `reached` tells whether the run had that many. */
function once(n: number, raise: (moment: string, name: string) => Error | undefined) {
  const plan = { points: 0, where: '' };
  const disturb: Disturb = (world) => {
    world.fault = (moment, name) => {
      plan.points += 1;
      if (plan.points !== n) return;
      const error = raise(moment, name);
      plan.where = `${moment} ${name}`;
      if (error) throw error;
    };
  };
  return { plan, disturb };
}

describe.each(stories)('$name', ({ run }) => {
  it('ends the same when a function is killed before or after any one write or call', async () => {
    const undisturbed = await stateOf(await run());
    for (let n = 1; ; n++) {
      const { plan, disturb } = once(n, (moment, name) => new Killed(`${moment} ${name}`));
      const d = await run(disturb);
      if (plan.points < n) {
        expect(n).toBeGreaterThan(50);
        break;
      }
      const at = `killed ${plan.where} (${n})`;
      expect([at, await problemsOf(d)]).toEqual([at, []]);
      expect([at, await stateOf(d)]).toEqual([at, undisturbed]);
    }
  }, 60_000);
});
