import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ReportedException } from '../../../events/fulfillment.ts';
import { Killed } from '../support/world.ts';
import { Floor, OTHER, usd } from './floor.ts';

/** Days of exceptions, answers, parcels and passing time in any order: no unit is lost, none is promised twice. */

const setting = {
  bins: [
    { bin: 'A-2', quantity: 4 },
    { bin: 'A-3', quantity: 2 },
  ],
  sourcing: {
    sites: [{ site: OTHER, available: 9, extraCost: usd(900), arrivesOn: '2026-03-05' }],
    substitutes: [{ sku: 'BARLEY', available: 4, unitPrice: { minor: 460, per: 1, currency: 'USD' } }],
  },
  order: { substitutesAllowed: true, splitAllowed: false },
  carriers: [
    { carrier: 'SWIFT', cutOff: '15:00', days: 1 },
    { carrier: 'RAPID', cutOff: '16:00', days: 1 },
  ],
};

const what = fc.oneof(
  fc.record({
    do: fc.constant('report' as const),
    type: fc.constantFrom<ReportedException['type']>(
      'SHORT_PICK',
      'SHORT_PICK',
      'PACK_DAMAGE',
      'OVERSELL',
      'LABEL_FAIL',
      'CARRIER_MISS',
      'ADDRESS_INVALID',
    ),
    id: fc.integer({ min: 1, max: 3 }),
    quantity: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ do: fc.constant('answer' as const), choice: fc.nat({ max: 4 }) }),
  fc.record({
    do: fc.constant('ship' as const),
    quantity: fc.integer({ min: 1, max: 4 }),
    id: fc.nat({ max: 2 }),
  }),
  fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
);
type What = typeof what extends fc.Arbitrary<infer One> ? One : never;

async function act(floor: Floor, step: What): Promise<void> {
  if (step.do === 'wait') return floor.world.advance(step.minutes);
  if (step.do === 'ship') return floor.ship(step.quantity, `SHP-${90 + step.id}`);
  if (step.do === 'answer') {
    const open = (await floor.tasks()).find(({ state }) => state === 'OPEN');
    const option = open?.options[step.choice % open.options.length]?.code;
    if (option !== undefined) await floor.answer(option);
    return;
  }
  const { type, id, quantity } = step;
  const isGoods = ['SHORT_PICK', 'PACK_DAMAGE', 'OVERSELL'].includes(type);
  await floor.report({
    type,
    exceptionId: `EX-${type}-${id}`,
    detectedAt: floor.world.clock(),
    ...(isGoods ? { line: { orderLineId: 'SO-1-1', sku: 'OATS', quantity } } : {}),
    ...(type === 'SHORT_PICK'
      ? {
          pick: {
            bin: 'A-1',
            found: 0,
            counted: Math.max(0, 10 - quantity),
            pickTaskId: floor.ids.pickTaskId,
          },
        }
      : {}),
  });
}

/** Every unit that came is somewhere, free units are what nobody has reserved, and no order line has more than it ordered. */
async function brokenRules(floor: Floor): Promise<string[]> {
  const broken = await floor.problems();
  for (const [sku, site, came] of [
    ['OATS', 'DC-ATL', 16],
    ['OATS', OTHER, 50],
    ['BARLEY', 'DC-ATL', 50],
  ] as const) {
    const { available, hold, free, reserved } = await floor.stock(sku, site);
    const left = await floor.shipped(sku, site);
    const held = Object.values<number>(reserved).reduce((sum, units) => sum + units, 0);
    if (available + hold + left !== came)
      broken.push(`${sku} ${site}: ${available} + ${hold} + ${left} of ${came}`);
    if (free !== available - held)
      broken.push(`${sku} ${site}: ${free} free of ${available} with ${held} reserved`);
  }
  return broken;
}

it('keeps every unit, and every live exception its deadline, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(what, { minLength: 1, maxLength: 7 }), async (steps) => {
      const floor = await Floor.of(setting);
      for (const step of steps) {
        await act(floor, step);
        expect(await brokenRules(floor)).toEqual([]);
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

it('ends the same when every event comes twice and functions die on the way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(what, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat({ max: 120 }), { minLength: 1, maxLength: 3 }),
      async (steps, deaths) => {
        const run = async (disturb: (floor: Floor) => void) => {
          const floor = await Floor.of(setting);
          disturb(floor);
          for (const step of steps) {
            await act(floor, step);
            await floor.world.advance(0);
          }
          // What a function that died has left is made up for by the sweeper.
          for (let hour = 1; hour <= 3; hour++) await floor.world.advance(60);
          expect(await floor.problems()).toEqual([]);
          return { stock: [await floor.stock(), await floor.stock('OATS', OTHER)], lines: floor.lines() };
        };
        const plain = await run(() => {});
        const disturbed = await run((floor) => {
          floor.world.copies = 2;
          let passed = 0;
          floor.world.fault = (moment, name) => {
            if (deaths.includes(passed++)) throw new Killed(`${moment} ${name}`);
          };
        });
        expect(disturbed).toEqual(plain);
      },
    ),
    { numRuns: 20 },
  );
}, 120_000);
