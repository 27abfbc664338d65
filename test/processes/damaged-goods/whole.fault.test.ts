import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { type Disturb, endsTheSame, type Story } from '../support/faults.ts';
import { Killed } from '../support/world.ts';
import { FINANCE, Floor, MANAGER, type Setting, SITE, TENANT } from './floor.ts';

/** Whatever dies, repeats or comes in another order on the way: the end is the one of the undisturbed day. */

const opened = async (disturb: Disturb | undefined, setting: Setting = {}) => {
  const floor = await Floor.of(setting);
  disturb?.(floor.world);
  return floor;
};
/** What a function that died has left is made up for by the sweeper. */
const later = async (floor: Floor) => {
  for (let quarter = 1; quarter <= 5; quarter++) await floor.world.advance(15);
};

const stories: readonly Story<Floor>[] = [
  {
    name: 'goods that are blocked and destroyed with the word of two people',
    run: async (disturb) => {
      const floor = await opened(disturb, { unitCost: 100_000 });
      await floor.report();
      await later(floor);
      await floor.answer('assess', 'DISPOSE', { by: MANAGER });
      await floor.answer('assess', 'DISPOSE', { by: FINANCE });
      await later(floor);
      return floor;
    },
  },
  {
    name: 'goods kept for a carrier and found good',
    run: async (disturb) => {
      const floor = await opened(disturb);
      await floor.report({ place: 'DOCK', notedOnDelivery: true, shipmentId: 'SHP-7' });
      await later(floor);
      await floor.answer('assess', 'CARRIER_CLAIM');
      await later(floor);
      await floor.answer('claim', 'FOUND_GOOD', { form: { inspectionId: 'INS-1' } });
      await later(floor);
      return floor;
    },
  },
  {
    name: 'goods that are not where the books have them',
    run: async (disturb) => {
      const floor = await opened(disturb, { stock: { available: 11 } });
      await floor.report();
      await later(floor);
      await floor.put('available', 12);
      await floor.answer('stock', 'RETRY', { by: MANAGER });
      await later(floor);
      return floor;
    },
  },
];

const look = { stateOf: (floor: Floor) => floor.state(), problemsOf: (floor: Floor) => floor.problems() };
const SYSTEM = /^(erp|wms|ecommerce|finance|tms|supplier-portal)\./;

describe.each(stories)('$name', (story) => {
  endsTheSame(story, look, SYSTEM);
});

type Choice =
  | {
      readonly option: 'DISPOSE' | 'DONATE' | 'DOWNGRADE' | 'FOUND_GOOD' | 'RTV' | 'CARRIER_CLAIM' | 'REWORK';
    }
  | { readonly refused: string };

const forms: Readonly<Record<string, Record<string, unknown> | undefined>> = {
  DONATE: { recipient: 'a food bank' },
  DOWNGRADE: { toSku: 'OATS-B', recoveredMinor: 1_000 },
  FOUND_GOOD: { inspectionId: 'INS-1' },
};

/** A damage with its first decision, or one whose decision a system refuses, killed and repeated as told. */
async function played(choice: Choice, disturb: { kill: number; copies: number }): Promise<Floor> {
  const floor = await Floor.of();
  floor.world.copies = disturb.copies;
  const refused = 'refused' in choice ? choice.refused : undefined;
  let passed = 0;
  let decided = false;
  floor.world.fault = (moment, name) => {
    if (decided && moment === 'before' && name === refused) throw new AdapterRejected('refused');
    if (passed++ === disturb.kill) throw new Killed(`${moment} ${name}`);
  };
  const option = 'option' in choice ? choice.option : 'RTV';
  const party =
    option === 'CARRIER_CLAIM'
      ? { place: 'DOCK' as const, notedOnDelivery: true }
      : { packState: 'INTACT' as const };
  await floor.report({ ...party, supplierId: 'SUP-1', shipmentId: 'SHP-7' });
  await later(floor);
  decided = true;
  const form = forms[option];
  await floor.answer('assess', option, form ? { form } : {});
  await later(floor);
  return floor;
}

const choices = fc.oneof(
  fc.record({
    option: fc.constantFrom('DISPOSE', 'DONATE', 'DOWNGRADE', 'FOUND_GOOD', 'RTV', 'CARRIER_CLAIM', 'REWORK'),
  }),
  fc.record({
    refused: fc.constantFrom('wms.changeStockStatus', 'finance.writeOffStock', 'supplier-portal.fileClaim'),
  }),
);

describe('any decision, refused or not, killed anywhere, every event up to three times', () => {
  it('ends the same, loses and makes no unit, and leaves no process without a deadline', async () => {
    await fc.assert(
      fc.asyncProperty(
        choices,
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 3 }),
        async (choice, kill, copies) => {
          const calm = await played(choice as Choice, { kill: -1, copies: 1 });
          const floor = await played(choice as Choice, { kill, copies });
          expect(await floor.problems()).toEqual([]);
          expect(await floor.state()).toEqual(await calm.state());
          expect(await unitsOf(floor)).toBe(100);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});

/** The units in stock, and those that left the building and did not come back. */
async function unitsOf(floor: Floor): Promise<number> {
  const { free: _, ...here } = await floor.buckets();
  const page = { limit: 100 };
  const { rows } = await floor.world.stores.inventory.ledger(tenantScope(TENANT), SITE, 'OATS', page);
  const left = rows.reduce((sum, { from, to, quantity, effectKey }) => {
    if (effectKey.startsWith('test#')) return sum;
    return to === null ? sum + quantity : from === null ? sum - quantity : sum;
  }, 0);
  return Object.values(here).reduce((sum, units) => sum + units, left);
}
