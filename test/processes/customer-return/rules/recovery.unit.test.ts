import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Grade } from '../../../../events/returns.ts';
import {
  allowed,
  chosen,
  share,
  waysOf,
} from '../../../../lambdas/processes/customer-return/rules/recovery.ts';
import { limitsOf, termsOf } from './fixtures.ts';

const limits = limitsOf();
const today = '2026-03-03';
const values = (grade: Grade, change = {}, quantity = 2) =>
  Object.fromEntries(
    waysOf(grade, quantity, termsOf(change), limits, today).map(({ disposition, recovery }) => [
      disposition,
      recovery,
    ]),
  );

describe('the net recovery of two units, by grade', () => {
  it.each<[Grade, Record<string, number>, string]>([
    // 5,000 x 90 % - 200; 2,500 - 300
    ['A', { RESTOCK: 8_600, RTV: 4_400 }, 'RESTOCK'],
    ['B', { RESTOCK: 8_600, OUTLET: 3_300, RTV: 4_400 }, 'RESTOCK'],
    // 4,000 x 70 % - 900; 3,000 x 55 %; 2,000 x 20 %
    ['C', { REFURBISH: 3_800, OUTLET: 3_300, LIQUIDATE: 800, RTV: 4_400 }, 'RTV'],
    ['D', { REFURBISH: 3_800, RTV: 4_400, SALVAGE: 600 }, 'RTV'],
    ['E', { DISPOSE: -300, DONATE: 0, RTV: 4_400 }, 'RTV'],
    ['X', { HOLD: 0 }, 'HOLD'],
  ])('%s', (grade, expected, way) => {
    expect(values(grade)).toEqual(expected);
    expect(chosen(waysOf(grade, 2, termsOf(), limits, today))).toBe(way);
  });
});

describe('which ways are open', () => {
  it.each([
    ['the day before the last', '2026-03-04', true],
    ['the last day', '2026-03-03', true],
    ['the day after', '2026-03-02', false],
  ])('a supplier takes goods back on %s', (_when, until, isOpen) => {
    expect('RTV' in values('A', { supplierReturn: { credit: 2_500, until } })).toBe(isOpen);
  });

  it('no supplier takes back what it never agreed to, nor one nobody knows', () => {
    expect(values('A', { supplierReturn: undefined })).not.toHaveProperty('RTV');
    expect(values('A', { supplierId: undefined })).not.toHaveProperty('RTV');
  });

  it('only what is safe is given away', () => {
    expect(values('E', { donationSafe: false })).not.toHaveProperty('DONATE');
  });

  it('hold, when no way is', () => {
    expect(chosen([])).toBe('HOLD');
  });
});

it('of equal recoveries the fewest touches win, whatever the order', () => {
  const restock = { disposition: 'RESTOCK', recovery: 100, touches: 1 } as const;
  const outlet = { disposition: 'OUTLET', recovery: 100, touches: 2 } as const;
  const refurbish = { disposition: 'REFURBISH', recovery: 100, touches: 3 } as const;
  expect(chosen([refurbish, outlet, restock])).toBe('RESTOCK');
  expect(chosen([restock, refurbish, outlet])).toBe('RESTOCK');
  expect(chosen([{ ...restock, recovery: 99 }, outlet])).toBe('OUTLET');
  expect(
    chosen([
      { ...restock, recovery: 101 },
      { ...outlet, recovery: 102 },
    ]),
  ).toBe('OUTLET');
});

it('rounds down to whole minor units, and refuses what cannot be counted', () => {
  expect(share(3, 333, 55)).toBe(549);
  expect(() => share(Number.MAX_SAFE_INTEGER, 200, 100)).toThrow(/split the return/);
});

it('property: what is chosen is allowed for its grade, open, and recovers as much as any other way', () => {
  const amount = fc.integer({ min: 0, max: 100_000 });
  const terms = fc.record({
    restockPrice: amount,
    sellThroughPercent: fc.integer({ min: 0, max: 100 }),
    refurbishedPrice: amount,
    outletPrice: amount,
    liquidationPrice: amount,
    salvagePrice: amount,
    handlingCost: amount,
    refurbishCost: amount,
    freightCost: amount,
    disposalCost: amount,
    donationSafe: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...Grade.options),
      fc.integer({ min: 1, max: 50 }),
      terms,
      (grade, quantity, change) => {
        const ways = waysOf(grade, quantity, termsOf(change), limits, today);
        const way = ways.find(({ disposition }) => disposition === chosen(ways));
        expect(allowed[grade]).toContain(way?.disposition);
        for (const { recovery } of ways) {
          expect(Number.isSafeInteger(recovery)).toBe(true);
          expect(way?.recovery).toBeGreaterThanOrEqual(recovery);
        }
      },
    ),
  );
});
