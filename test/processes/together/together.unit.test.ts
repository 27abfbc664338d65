import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { comeToRest } from './acts.ts';
import { erpDifferences } from './erp-book.ts';
import { type Happening, happen, happening, printed } from './happenings.ts';
import { brokenRules, disagreements, unended } from './rules.ts';
import { Warehouses } from './warehouses.ts';

/** Days at three warehouses with all processes at work: whatever happens in whatever order, nothing is lost or forgotten. */

/** Two units a picker missed lie in their bin: the count that the short pick asks for finds them, and so does a second person. */
const missed: readonly Happening[] = [
  { kind: 'buy', at: 0, sku: 'OATS', quantity: 5 },
  { kind: 'short', at: 0, missing: 2, lost: false },
  { kind: 'submit', off: 0 },
  ...[0, 1].map((task) => ({ kind: 'answer', task, option: 0, number: 0 }) as const),
];

/** Two short picks of one order line: what comes for the first is not taken back by the second. */
const shortTwice: readonly Happening[] = [
  { kind: 'buy', at: 2, sku: 'OATS', quantity: 2 },
  { kind: 'short', at: 2, missing: 1, lost: false },
  { kind: 'short', at: 2, missing: 3, lost: true, told: 'backwards' },
  { kind: 'answer', task: 5, option: 6, number: 3 },
];

/** Goods go into another bin than they should; an order is late, its customer cancels, and the supplier delivers less. */
const answered: readonly Happening[] = [
  { kind: 'deliver', at: 2, sku: 'NUTS', ordered: 8, good: 8, damaged: 0 },
  { kind: 'stage', sku: 'NUTS' },
  { kind: 'putAway', elsewhere: true },
  { kind: 'buy', at: 2, sku: 'OATS', quantity: 9 },
  { kind: 'buy', at: 2, sku: 'OATS', quantity: 9 },
  { kind: 'short', at: 2, missing: 3, lost: true },
  { kind: 'pass', minutes: 45 },
  { kind: 'reply', choice: -1 },
  { kind: 'acknowledge', fewer: 1, later: 2 },
];

/** Lets everything happen and come to rest; after each step, and in the end, every rule must hold. */
async function play(happenings: readonly Happening[]): Promise<Warehouses> {
  const warehouses = await Warehouses.open();
  for (const [index, one] of happenings.entries()) {
    await happen(warehouses, one);
    const broken = await brokenRules(warehouses);
    expect(broken, `after ${index + 1} of\n${printed(happenings)}`).toEqual([]);
  }
  await comeToRest(warehouses);
  const broken = [
    ...(await brokenRules(warehouses)),
    ...(await unended(warehouses)),
    ...(await disagreements(warehouses)),
    ...(await erpDifferences(warehouses)),
  ];
  expect(broken, `at rest after\n${printed(happenings)}`).toEqual([]);
  return warehouses;
}

it('keeps every unit, reserves none twice, and leaves no process without a deadline or an owner', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 5, maxLength: 25, size: 'max' }),
      async (happenings) => {
        await play(happenings);
      },
    ),
    // A failure is made smaller as long as there is time.
    {
      ...{ seed: 20_260_302, numRuns: 8, examples: [[[...missed]], [[...shortTwice]]] },
      ...{ interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
    },
  );
}, 120_000);

it('hears the floor of managed bins, customers and suppliers', async () => {
  const { world } = await play(answered);
  const types = new Set(world.events.map(({ type }) => type));
  expect([...types]).toEqual(
    expect.arrayContaining([
      'PutawayOverridden',
      'PutawayCompleted',
      'CustomerAnswered',
      'OrderLineCancelled',
      'ReplenishmentAcknowledged',
    ]),
  );
}, 60_000);
