import { describe } from 'vitest';
import { type Disturb, endsTheSame, type Story } from '../support/faults.ts';
import { Floor, OTHER, type Setting, usd } from './floor.ts';

/** Whatever dies, repeats or fails on the way: the end is the one of the undisturbed day. */

const opened = async (disturb: Disturb | undefined, setting: Setting) => {
  const floor = await Floor.of(setting);
  disturb?.(floor.world);
  return floor;
};
/** What a function that died has left is made up for by the sweeper. */
const later = async (floor: Floor) => {
  for (let quarter = 1; quarter <= 3; quarter++) await floor.world.advance(8);
};
const site = (extraCost: number) => ({
  sites: [{ site: OTHER, available: 20, extraCost: usd(extraCost), arrivesOn: '2026-03-05' }],
});

const stories: readonly Story<Floor>[] = [
  {
    name: 'a short pick that is picked in another bin, and its parcel',
    run: async (disturb) => {
      const floor = await opened(disturb, { bins: [{ bin: 'A-2', quantity: 5 }] });
      await floor.report();
      await later(floor);
      await floor.ship(10);
      await later(floor);
      return floor;
    },
  },
  {
    name: 'a short pick that leaves from another site',
    run: async (disturb) => {
      const floor = await opened(disturb, { sourcing: site(10) });
      await floor.report();
      await later(floor);
      return floor;
    },
  },
  {
    name: 'a short pick that is asked about, decided, and waits as a whole',
    run: async (disturb) => {
      const floor = await opened(disturb, { sourcing: site(900), order: { splitAllowed: false } });
      await floor.report();
      await later(floor);
      await floor.answer('BACK_ORDER');
      await later(floor);
      return floor;
    },
  },
  {
    name: 'a parcel that goes with the next carrier',
    run: async (disturb) => {
      const carriers = [
        { carrier: 'SWIFT', cutOff: '10:30', days: 1 },
        { carrier: 'RAPID', cutOff: '16:00', days: 1 },
      ];
      const floor = await opened(disturb, { carriers });
      await floor.report({ type: 'CARRIER_MISS' });
      await later(floor);
      return floor;
    },
  },
  {
    name: 'a short pick that is cancelled and refunded',
    run: async (disturb) => {
      const floor = await opened(disturb, {
        order: { splitAllowed: false },
        sourcing: { backorderable: false },
      });
      await floor.report();
      await later(floor);
      return floor;
    },
  },
  {
    name: 'a plan that is refused at its last step and taken back, until a person lets it wait',
    run: async (disturb) => {
      const floor = await opened(disturb, { sourcing: site(10), order: { splitAllowed: false } });
      // The floor has picked what the report does not know of, so the old pick cannot be cancelled.
      floor.fake('wms').seed({ picked: [floor.ids.pickTaskId] });
      await floor.report({
        line: { orderLineId: 'SO-1-1', sku: 'OATS', quantity: 10 },
        pick: { bin: 'A-1', found: 0, counted: 0, pickTaskId: floor.ids.pickTaskId },
      });
      await later(floor);
      await floor.answer('BACK_ORDER');
      await later(floor);
      return floor;
    },
  },
];

const look = {
  stateOf: (floor: Floor) => floor.state(),
  problemsOf: (floor: Floor) => floor.problems(),
};
const SYSTEM = /^(oms|wms|tms|crm|finance)\./;

describe.each([...stories])('$name', (story) => {
  endsTheSame(story, look, SYSTEM);
});
