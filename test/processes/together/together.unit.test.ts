import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Happening, happen, happening, printed } from './happenings.ts';
import { brokenRules } from './rules.ts';
import { Warehouses } from './warehouses.ts';

/** Days at three warehouses with all processes at work: whatever happens in whatever order, nothing is lost or forgotten. */

async function played(happenings: readonly Happening[]): Promise<Warehouses> {
  const warehouses = await Warehouses.open();
  for (const [index, one] of happenings.entries()) {
    await happen(warehouses, one);
    expect(await brokenRules(warehouses), `after ${index + 1} of:\n${printed(happenings)}`).toEqual([]);
  }
  return warehouses;
}

describe('any sequence of what may happen at all warehouses together', () => {
  it('keeps every unit, reserves none twice, and leaves no process without a deadline', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 25 }), async (happenings) => {
        await played(happenings);
      }),
      { seed: 20_260_302, numRuns: 20 },
    );
  }, 120_000);
});
