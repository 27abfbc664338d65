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

it('keeps every unit, reserves none twice, and leaves no process without a deadline or an owner', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 5, maxLength: 25, size: 'max' }),
      async (happenings) => {
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
      },
    ),
    // A failure is made smaller as long as there is time.
    {
      ...{ seed: 20_260_302, numRuns: 8, examples: [[[...missed]]] },
      ...{ interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
    },
  );
}, 120_000);
