import { describe, expect, it } from 'vitest';
import {
  amountAtLeast,
  isCloseTo,
  isWeightOff,
  isWithinShare,
} from '../../../../lambdas/processes/fulfillment-exception/rules/shares.ts';

const usd = (minor: number, per = 1) => ({ minor, per, currency: 'USD' });
const percent = (numerator: number) => ({ numerator, denominator: 100 });

describe('shares are exact', () => {
  it.each([
    [1, 1, 7, true],
    [2, 1, 7, false],
    // 15 % of 3 x 10/7 is 0.642857...: less than one minor unit.
    [0, 3, 7, true],
    [1, 3, 7, false],
  ])('%i minor units are within 15 %% of %i units at 50 per %i', (minor, quantity, per, isInside) => {
    const each = per === 7 && quantity === 3 ? usd(10, 7) : usd(50, per);
    expect(isWithinShare({ minor, currency: 'USD' }, percent(15), quantity, each)).toBe(isInside);
  });

  it('of a margin that is none or below, nothing is within', () => {
    expect(isWithinShare({ minor: 0, currency: 'USD' }, percent(15), 3, usd(0))).toBe(true);
    expect(isWithinShare({ minor: 0, currency: 'USD' }, percent(15), 3, usd(-5))).toBe(false);
  });

  it('a price is close up to the share, whatever it is quoted per', () => {
    expect(isCloseTo(usd(11, 3), usd(10, 3), percent(10))).toBe(true);
    expect(isCloseTo(usd(1_101, 300), usd(10, 3), percent(10))).toBe(false);
    expect(isCloseTo(usd(0), usd(0), percent(10))).toBe(true);
    expect(isCloseTo(usd(1), usd(0), percent(10))).toBe(false);
  });

  it('amounts of parts of a minor unit add up', () => {
    const third = { quantity: 1, unitPrice: usd(1_000, 3) };
    expect(amountAtLeast([third, third, third], { minor: 1_000, currency: 'USD' })).toBe(true);
    expect(amountAtLeast([third, third], { minor: 667, currency: 'USD' })).toBe(false);
    expect(amountAtLeast([], { minor: 0, currency: 'USD' })).toBe(true);
  });

  it('amounts of two currencies are never inside', () => {
    const euro = { minor: 1, per: 1, currency: 'EUR' };
    expect(isWithinShare({ minor: 0, currency: 'EUR' }, percent(15), 3, usd(10))).toBe(false);
    expect(isCloseTo(euro, usd(1), percent(10))).toBe(false);
    expect(amountAtLeast([{ quantity: 9, unitPrice: euro }], { minor: 1, currency: 'USD' })).toBe(false);
  });

  it('a weight is off by its share or by its grams, whichever is first', () => {
    const off = (expectedGrams: number, actualGrams: number) =>
      isWeightOff({ expectedGrams, actualGrams }, percent(5), 100);
    expect([off(1_000, 1_050), off(1_000, 1_051), off(5_000, 5_100), off(5_000, 5_101)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
