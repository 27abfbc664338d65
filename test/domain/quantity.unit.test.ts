import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert, decimal, percentAtMost, sumUnits, unitsWithin } from '../../lambdas/domain/quantity.ts';

const pieces = {
  baseUom: 'EA',
  scale: 0,
  conversions: [
    { uom: 'CS', numerator: 12, denominator: 1 },
    { uom: 'DZ', numerator: 12, denominator: 1 },
  ],
};
const grams = {
  baseUom: 'KG',
  scale: 3,
  conversions: [{ uom: 'LB', numerator: 45_359_237, denominator: 100_000_000 }],
};

describe('convert', () => {
  it.each([
    ['base units', { value: 7, scale: 0, uom: 'EA' }, pieces, 7],
    ['cases', { value: 7, scale: 0, uom: 'CS' }, pieces, 84],
    ['half a case', { value: 5, scale: 1, uom: 'CS' }, pieces, 6],
    ['kilograms to grams', { value: 125, scale: 1, uom: 'KG' }, grams, 12_500],
    ['trailing zeros', { value: 7_000_000, scale: 6, uom: 'EA' }, pieces, 7],
  ])('%s', (_case, quantity, measure, units) => {
    expect(convert(quantity, measure)).toEqual({ units });
  });

  it.each([
    ['a third of a case of ten', { value: 1, scale: 1, uom: 'CS' }, pieces, 'inexact', '0.1 CS'],
    ['pounds in grams', { value: 1, scale: 0, uom: 'LB' }, grams, 'inexact', 'KG'],
    [
      'a unit the item does not know',
      { value: 1, scale: 0, uom: 'PAL' },
      pieces,
      'unknown-unit',
      'EA, CS, DZ',
    ],
    [
      'too many to count',
      { value: Number.MAX_SAFE_INTEGER, scale: 0, uom: 'CS' },
      pieces,
      'overflow',
      'split the line',
    ],
  ])('reports %s', (_case, quantity, measure, problem, message) => {
    expect(convert(quantity, measure)).toEqual({ problem, message: expect.stringContaining(message) });
  });

  it('agrees with exact rationals', () => {
    const measure = fc.record({
      n: fc.integer({ min: 1, max: 1_000 }),
      d: fc.integer({ min: 1, max: 1_000 }),
      scale: fc.integer({ min: 0, max: 6 }),
    });
    const quantity = fc.record({
      value: fc.integer({ min: 1, max: 2 ** 40 }),
      scale: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(quantity, measure, ({ value, scale }, { n, d, scale: base }) => {
        const result = convert(
          { value, scale, uom: 'X' },
          { baseUom: 'EA', scale: base, conversions: [{ uom: 'X', numerator: n, denominator: d }] },
        );
        const top = BigInt(value) * BigInt(n) * 10n ** BigInt(base);
        const bottom = BigInt(d) * 10n ** BigInt(scale);
        if (top % bottom !== 0n) expect(result).toMatchObject({ problem: 'inexact' });
        else if (top / bottom > BigInt(Number.MAX_SAFE_INTEGER))
          expect(result).toMatchObject({ problem: 'overflow' });
        else expect(result).toEqual({ units: Number(top / bottom) });
      }),
    );
  });
});

describe('percentAtMost', () => {
  const fivePercent = { numerator: 5, denominator: 100 };
  it.each([
    [4, 100, true],
    [5, 100, true],
    [6, 100, false],
    [1, 20, true],
    [1, 19, false],
    [0, 0, true],
    [1, 0, false],
  ])('%i of %i within 5 %% is %s', (part, whole, inside) => {
    expect(percentAtMost(part, whole, fivePercent)).toBe(inside);
  });

  it('never loses a unit to rounding, and agrees with the largest allowed number', () => {
    const safe = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    const ratio = fc
      .record({
        numerator: fc.integer({ min: 0, max: 10_000 }),
        denominator: fc.integer({ min: 1, max: 10_000 }),
      })
      .filter(({ numerator, denominator }) => numerator <= denominator);
    fc.assert(
      fc.property(safe, safe, ratio, (part, whole, limit) => {
        const exact = BigInt(part) * BigInt(limit.denominator) <= BigInt(whole) * BigInt(limit.numerator);
        expect(percentAtMost(part, whole, limit)).toBe(exact);
        expect(part <= unitsWithin(whole, limit)).toBe(exact);
      }),
    );
  });
});

it('sums exactly or not at all', () => {
  expect(sumUnits([1, 2, 3])).toBe(6);
  expect(() => sumUnits([Number.MAX_SAFE_INTEGER, 1])).toThrow('split the line');
});

it.each([
  [125, 1, '12.5'],
  [5, 3, '0.005'],
  [-5, 1, '-0.5'],
  [5, 0, '5'],
])('writes %i at scale %i as %s', (value, scale, text) => {
  expect(decimal(value, scale)).toBe(text);
});
