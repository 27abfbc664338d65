import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleaned,
  isLastWeekUnusual,
  observedDays,
  sumsOf,
} from '../../../../lambdas/processes/replenishment/rules/demand.ts';
import {
  ceilDivide,
  ceilSqrt,
  floorDivide,
  floorSqrt,
} from '../../../../lambdas/processes/replenishment/rules/exact.ts';
import {
  demandOver,
  economicQuantity,
  reorderPoint,
  safetyStock,
} from '../../../../lambdas/processes/replenishment/rules/reorder.ts';
import { demandOf, TODAY } from '../depot.ts';

const A = 2_054;
const lead = (days: number, deviationTenths = 0) => ({ days, deviationTenths });

describe('exact roots', () => {
  it('are the largest and the smallest integers around the root', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 40n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (value, by) => {
          const floor = floorSqrt(value);
          expect(floor * floor <= value && (floor + 1n) * (floor + 1n) > value).toBe(true);
          const ceil = ceilSqrt(value, by);
          expect(ceil * ceil * by >= value && (ceil === 0n || (ceil - 1n) * (ceil - 1n) * by < value)).toBe(
            true,
          );
        },
      ),
    );
  });

  it.each([
    [7n, 2n, 4n, 3n],
    [8n, 2n, 4n, 4n],
    [-7n, 2n, -3n, -4n],
    [0n, 5n, 0n, 0n],
  ])('%d / %d is %d rounded up and %d rounded down', (numerator, denominator, up, down) => {
    expect([ceilDivide(numerator, denominator), floorDivide(numerator, denominator)]).toEqual([up, down]);
  });
});

describe('demand', () => {
  const days = demandOf([1, 2, 3, 4]);

  it('is that of the window before today, days without stock left out', () => {
    const some = days.map((day, index) => ({ ...day, inStock: index !== 2 }));
    const today = { date: TODAY, quantity: 99, inStock: true };
    expect(observedDays([...some, today], TODAY, 3).map(({ quantity }) => quantity)).toEqual([2, 4]);
  });

  it('of a day beyond mean + 3 sigma counts as the whole units within', () => {
    // With x and n - 1 equal days, x lies (n - 1) / sqrt(n) deviations above the mean: beyond three from 11 days on.
    const quiet = (days: number) => Array.from({ length: days }, () => 10);
    expect(cleaned([...quiet(9), 110], 3)).toEqual(sumsOf([...quiet(9), 110]));
    expect(cleaned([...quiet(10), 110], 3)).toEqual(sumsOf([...quiet(10), 109]));
  });

  it('is never more than it was, and never negative', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 90 }), (quantities) => {
        const { days, sum } = cleaned(quantities, 3);
        expect(days).toBe(quantities.length);
        expect(sum >= 0n && sum <= sumsOf(quantities).sum).toBe(true);
      }),
    );
  });

  it('of one day, or none, stays as it is', () => {
    expect(cleaned([500], 3).sum).toBe(500n);
    expect(cleaned([], 3)).toEqual({ days: 0, sum: 0n, squares: 0n });
  });
});

describe('the demand of last week', () => {
  // Mean 10 and deviation 2 before; four observed days of the last week let expect 40, and 12 more are three deviations.
  const before = [...Array.from({ length: 38 }, () => [8, 12]).flat(), 10];
  const judged = (week: number, past = before) => {
    const days = demandOf([...past, week - 30, 10, 10, 10, 0, 0, 0]).map((day, index) => ({
      ...day,
      inStock: index < past.length + 4,
    }));
    return isLastWeekUnusual(days, TODAY, { window: 84, sigmas: 3, least: 8 });
  };

  it.each([
    [51, false],
    [52, false],
    [53, true],
    [31, false],
  ])('of %d units where 40 were to be expected is unusual: %s', (week, unusual) => {
    expect(judged(week)).toBe(unusual);
  });

  it('is unusual when it falls, too', () => {
    const days = (units: number) => demandOf([...before, units, 0, 0, 0, 0, 0, 0]);
    const limits = { window: 84, sigmas: 3, least: 8 };
    expect(isLastWeekUnusual(days(55), TODAY, limits)).toBe(false);
    expect(isLastWeekUnusual(days(54), TODAY, limits)).toBe(true);
  });

  it.each([
    [7, false],
    [8, true],
  ])('is not judged by %d days before it', (days, unusual) => {
    expect(
      judged(
        1_000,
        Array.from({ length: days }, () => 10),
      ),
    ).toBe(unusual);
  });
});

describe('safety stock and reorder point', () => {
  // Mean 10, deviation exactly 2.
  const demand = sumsOf([8, 12, 9, 11, 10, 10, 7, 13]);

  it.each([
    // 2.054 x sqrt(5 x 4) = 9.19, with 10 x 1.0 days: 22.50; sqrt(7 x 4 + 100 x 6.25) = 52.49
    [lead(5), 10, 60],
    [lead(5, 10), 23, 73],
    [lead(7, 25), 53, 123],
    [lead(0), 0, 0],
  ])('for a lead time of %o are %d and %d', (time, reserve, point) => {
    expect([safetyStock(demand, time, A), reorderPoint(demand, time, A)]).toEqual([
      BigInt(reserve),
      BigInt(point),
    ]);
  });

  it.each([
    ['A', 2_054, 10],
    ['B', 1_645, 8],
    ['C', 1_282, 6],
  ])('of class %s has z = %d thousandths: %d', (_class, z, reserve) => {
    expect(safetyStock(demand, lead(5), z)).toBe(BigInt(reserve));
  });

  const observed = fc.array(fc.nat(1_000), { minLength: 2, maxLength: 90 });
  const time = fc.record({ days: fc.nat(60), deviationTenths: fc.nat(100) });

  it('never fall when the lead time grows, or varies more', () => {
    fc.assert(
      fc.property(observed, time, fc.nat(10), fc.nat(10), (quantities, base, days, tenths) => {
        const own = sumsOf(quantities);
        const longer = lead(base.days + days, base.deviationTenths + tenths);
        expect(safetyStock(own, longer, A) >= safetyStock(own, base, A)).toBe(true);
        expect(reorderPoint(own, longer, A) >= reorderPoint(own, base, A)).toBe(true);
      }),
    );
  });

  it('never fall when demand grows alike every day, or spreads around the same mean', () => {
    fc.assert(
      fc.property(observed, time, fc.nat(100), (quantities, base, more) => {
        const own = sumsOf(quantities);
        const grown = sumsOf(quantities.map((units) => units + more));
        expect(reorderPoint(grown, base, A) >= reorderPoint(own, base, A)).toBe(true);
        const spread = sumsOf(quantities.flatMap((units) => [units + more, Math.max(0, units - more)]));
        const even = sumsOf(quantities.flatMap((units) => [units, units]));
        if (spread.sum === even.sum)
          expect(safetyStock(spread, base, A) >= safetyStock(even, base, A)).toBe(true);
      }),
    );
  });

  it('are never negative, and the point covers the lead time', () => {
    fc.assert(
      fc.property(observed, time, (quantities, base) => {
        const own = sumsOf(quantities);
        expect(safetyStock(own, base, A) >= 0n).toBe(true);
        expect(reorderPoint(own, base, A) >= demandOver(own, base.days)).toBe(true);
        // One rounding instead of two: at most one unit less than the sum of the rounded parts.
        const parts = demandOver(own, base.days) + safetyStock(own, base, A);
        expect(parts - reorderPoint(own, base, A) <= 1n && parts >= reorderPoint(own, base, A)).toBe(true);
      }),
    );
  });
});

describe('the economic quantity', () => {
  const demand = sumsOf(Array.from({ length: 8 }, () => 10));

  it('is the root of 2KD/h, rounded up', () => {
    // sqrt(2 x 5000 x 3650 / (250 x 0.2)) = 854.4
    expect(economicQuantity(demand, 5_000, { minor: 250, per: 1, currency: 'USD' }, 20)).toBe(855n);
  });

  it.each([
    ['costs nothing', { minor: 0, per: 1, currency: 'USD' }, 20, demand],
    ['costs nothing to keep', { minor: 250, per: 1, currency: 'USD' }, 0, demand],
    ['nobody wants', { minor: 250, per: 1, currency: 'USD' }, 20, sumsOf([])],
  ])('of what %s is 0', (_what, cost, holding, of) => {
    expect(economicQuantity(of, 5_000, cost, holding)).toBe(0n);
  });

  it('never falls when an order costs more, and never grows when keeping does', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(1_000),
        fc.integer({ min: 1, max: 100 }),
        (order, more, percent) => {
          const cost = { minor: 250, per: 1, currency: 'USD' };
          const base = economicQuantity(demand, order, cost, percent);
          expect(economicQuantity(demand, order + more, cost, percent) >= base).toBe(true);
          expect(economicQuantity(demand, order, cost, percent + 1) <= base).toBe(true);
        },
      ),
    );
  });
});
