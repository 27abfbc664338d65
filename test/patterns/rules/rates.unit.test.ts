import { describe, expect, it } from 'vitest';
import {
  isAboveSigmas,
  isPercentileAbove,
  isTimes,
  reachesShare,
  sumOf,
} from '../../../lambdas/patterns/rules/rates.ts';

const five = { numerator: 5, denominator: 100 };

it.each([
  [0, 1_000, false],
  [49, 1_000, false],
  [50, 1_000, true],
  [51, 1_000, true],
  [1, 20, true],
  [1, 19, false],
  [19, 19, false],
])('%i of %i reach 5 % of at least 20: %s', (hits, of, reached) => {
  expect(reachesShare({ of, hits }, five, 20)).toBe(reached);
});

it.each([
  [{ of: 100, hits: 10 }, { of: 99, hits: 5 }, false],
  [{ of: 100, hits: 10 }, { of: 100, hits: 5 }, true],
  [{ of: 100, hits: 11 }, { of: 100, hits: 5 }, true],
  [{ of: 100, hits: 9 }, { of: 100, hits: 5 }, false],
  [{ of: 100, hits: 5 }, { of: 400, hits: 0 }, true],
  // A share of nothing is none: there is nothing to compare with.
  [{ of: 100, hits: 50 }, { of: 0, hits: 0 }, false],
])('%o is twice %o: %s', (now, past, twice) => {
  expect(isTimes(now, past, 2)).toBe(twice);
});

describe('above the mean and three standard deviations', () => {
  it.each([
    // Mean 2, deviation 1: 5 is at the limit, which is not above it.
    [[1, 3, 1, 3], 4, 5, false],
    [[1, 3, 1, 3], 4, 6, true],
    [[1, 3, 1, 3], 4, 4, false],
    // Without any deviation the mean itself is the limit.
    [[2, 2], 2, 2, false],
    [[2, 2], 2, 3, true],
    [[], 672, 1, true],
    [[], 672, 0, false],
    // Hours in which nothing happened count: mean 1/4, variance 3/16, limit 1.549.
    [[1], 4, 1, false],
    [[1], 4, 2, true],
    // Far below the mean the square is large too.
    [[9, 9, 9, 9], 4, 0, false],
  ])('%o of %i periods, then %i: %s', (counts, periods, count, above) => {
    expect(isAboveSigmas(count, counts, periods, 3)).toBe(above);
  });
});

it.each([
  // Nearest rank: of 10 the 9th is the percentile, so one may be late and two may not.
  [10, 1, false],
  [10, 2, true],
  [20, 2, false],
  [20, 3, true],
  [1, 0, false],
  [1, 1, true],
  [0, 0, false],
])('of %i loads %i are late: the 90th percentile is above the target: %s', (of, hits, above) => {
  expect(isPercentileAbove({ of, hits }, 90)).toBe(above);
});

it('sums the steps that begin in a time, its begin included and its end not', () => {
  const steps = ['08:00', '09:00', '10:00'].map((time, n) => ({
    start: `2026-03-02T${time}:00.000Z`,
    of: 10 ** n,
    hits: 1,
  }));
  const at = (time: string) => Date.parse(`2026-03-02T${time}:00.000Z`);
  expect(sumOf(steps, at('08:00'), at('10:00'))).toEqual({ of: 11, hits: 2 });
  expect(sumOf(steps, at('08:01'), at('10:01'))).toEqual({ of: 110, hits: 2 });
});
