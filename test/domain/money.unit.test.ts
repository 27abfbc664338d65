import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsWorth, valueAtCost, valueAtMost, valueInQuestion } from '../../lambdas/domain/money.ts';

const cost = (minor: number, per = 1) => ({ minor, per, currency: 'USD' });
const usd = (minor: number) => ({ minor, currency: 'USD' });

describe('valueAtCost', () => {
  it.each([
    [3, cost(250), 750],
    [1, cost(5, 4), 1],
    [2, cost(5, 4), 3],
    [-2, cost(5, 4), -3],
    [1, cost(1, 2), 1],
    [-1, cost(1, 2), -1],
    [1, cost(1, 3), 0],
    [0, cost(9), 0],
  ])('%i units at %o are %i', (quantity, unit, minor) => {
    expect(valueAtCost(quantity, unit)).toEqual(usd(minor));
  });

  it('refuses what cannot be counted exactly', () => {
    expect(() => valueAtCost(Number.MAX_SAFE_INTEGER, cost(2))).toThrow('split the line');
  });

  it('shows the largest amount in a question instead', () => {
    expect(valueInQuestion(Number.MAX_SAFE_INTEGER, cost(2))).toEqual(usd(Number.MAX_SAFE_INTEGER));
    expect(valueInQuestion(2, cost(5, 4))).toEqual(usd(3));
  });
});

describe('valueAtMost', () => {
  it.each([
    [249, true],
    [250, true],
    [251, false],
    [-250, true],
    [-251, false],
  ])('%i units of 1.00 within 250.00 is %s', (quantity, inside) => {
    expect(valueAtMost(quantity, cost(100), usd(25_000))).toBe(inside);
  });

  it('does not round before it compares', () => {
    expect(valueAtMost(1, cost(5, 4), usd(1))).toBe(false);
  });

  it('refuses another currency', () => {
    expect(() => valueAtMost(1, cost(1), { minor: 1, currency: 'EUR' })).toThrow(
      'USD cannot be compared with EUR',
    );
    expect(() => unitsWorth({ minor: 1, currency: 'EUR' }, cost(1))).toThrow(
      'USD cannot be compared with EUR',
    );
  });

  it('agrees with the largest number of units and with exact rationals', () => {
    const units = fc.integer({ min: 0, max: 1_000_000 });
    const unit = fc.record({
      minor: fc.integer({ min: 1, max: 100_000 }),
      per: fc.integer({ min: 1, max: 1_000 }),
    });
    fc.assert(
      fc.property(units, unit, fc.integer({ min: 0, max: 10 ** 9 }), (quantity, { minor, per }, limit) => {
        const exact = BigInt(quantity) * BigInt(minor) <= BigInt(limit) * BigInt(per);
        expect(valueAtMost(quantity, cost(minor, per), usd(limit))).toBe(exact);
        expect(quantity <= (unitsWorth(usd(limit), cost(minor, per)) ?? 0)).toBe(exact);
      }),
    );
  });
});

it('finds no largest number of units that cost nothing', () => {
  expect(unitsWorth(usd(1), cost(0))).toBeUndefined();
});
