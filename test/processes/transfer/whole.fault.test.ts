import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../events/envelope.ts';
import { endsTheSame, type Story } from '../support/faults.ts';
import { Lane } from './lane.ts';

/** Whatever dies, repeats, fails or overtakes on the way: the end is the one of the undisturbed day. */

/** What a function that died has left is made up for by the sweeper. */
const later = async (lane: Lane) => {
  for (let quarter = 1; quarter <= 5; quarter++) await lane.world.advance(15);
};

const stories: readonly Story<Lane>[] = [
  {
    name: 'a transfer that arrives short and is written off',
    run: async (disturb) => {
      const lane = await Lane.of({}, disturb);
      await lane.request();
      await later(lane);
      await lane.scan('SHIPPED', [10]);
      await later(lane);
      await lane.scan('RECEIVED', [8]);
      await later(lane);
      await lane.answer('ACCEPT_LOSS', 'supervisor-from');
      await later(lane);
      return lane;
    },
  },
  {
    name: 'a transfer that is withdrawn before it leaves',
    run: async (disturb) => {
      const lane = await Lane.of({ asked: [10, 5] }, disturb);
      await lane.request();
      await later(lane);
      await lane.withdraw();
      await later(lane);
      return lane;
    },
  },
];
const look = {
  stateOf: (lane: Lane) => lane.left(),
  problemsOf: (lane: Lane) => lane.problems(),
};

describe.each(stories)('$name', (story) => {
  endsTheSame(story, look, /^(erp|wms|tms)\./);
});

describe('property', () => {
  const quantity = fc.integer({ min: 1, max: 12 });
  const scan = fc.record({
    leg: fc.constantFrom('SHIPPED', 'RECEIVED', 'RETURNED'),
    quantity,
    complete: fc.boolean(),
  });
  const day = fc.record({ scans: fc.array(scan, { maxLength: 6 }), withdrawn: fc.boolean() });

  it('no unit is made or lost, and no live transfer is without a deadline', async () => {
    await fc.assert(
      fc.asyncProperty(day, async ({ scans, withdrawn }) => {
        const lane = await Lane.of();
        await lane.request();
        for (const [index, { leg, quantity: units, complete }] of scans.entries()) {
          await lane.scan(leg as 'SHIPPED', [units], { scan: `s${index}`, complete });
          const { source, transit, destination } = await lane.books();
          expect(source + transit + destination).toBe(100);
        }
        if (withdrawn) await lane.withdraw();
        const { source, transit, destination } = await lane.books();
        expect(source + transit + destination).toBe(100);
        expect(await lane.problems()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('the same scans in any order, and each twice, lead to the same books', async () => {
    const parts = [
      ['SHIPPED', 6, 'a', false],
      ['SHIPPED', 4, 'b', true],
      ['RECEIVED', 7, 'c', false],
      ['RECEIVED', 3, 'd', true],
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), async (order) => {
        const lane = await Lane.of();
        lane.world.copies = 2;
        await lane.request();
        for (const index of order) {
          const [leg, units, name, complete] = parts[index as 0];
          await lane.tell(lane.scanned(leg, [units], { scan: name, complete }) as Envelope);
        }
        expect(await lane.problems()).toEqual([]);
        return lane.books().then((books) => {
          expect(books).toEqual({ source: 90, free: 90, transit: 0, destination: 10 });
        });
      }),
      { numRuns: 24 },
    );
  }, 60_000);
});
