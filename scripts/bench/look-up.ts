import { route } from '../../lambdas/api/look-up-inventory.ts';
import { frontDoor, send } from '../../test/api/front-door.ts';
import { acme, site } from '../../test/work/support.ts';
import type { Figure } from './figure.ts';

const CALLS = 2_000;

export const lookUp: Figure = {
  name: 'look-up',
  title: 'What the front door adds to a look-up',
  how: `${CALLS} look-ups of an item through everything but the network (who calls is known, stores in memory) against ${CALLS} bare calls of the store, alternating in one process; the middle of each.`,
  measure: async () => {
    const deps = await frontDoor();
    const [through, bare]: [number[], number[]] = [[], []];
    const timed = async (into: number[], act: () => Promise<unknown>) => {
      const began = performance.now();
      await act();
      into.push(performance.now() - began);
    };
    for (let call = 0; call < CALLS; call++) {
      deps.clock.advance(1_000);
      await timed(through, () => send(deps, route, { params: { site, sku: 'OATS' } }));
      await timed(bare, () => deps.stores.backorders.stock(acme, site, 'OATS'));
    }
    return [
      { what: 'p50 over the store call', value: middle(through) - middle(bare), unit: 'ms', atMost: 2 },
      { what: 'p50 of the whole', value: middle(through), unit: 'ms' },
    ];
  },
};

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
