import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inMillionths,
  parseDay,
  parseExact,
  parseMoment,
  parseTotal,
  writeMillionths,
} from '../../lambdas/doors/exact.ts';

describe('exact decimals', () => {
  it.each([
    ['12.50', { value: 125, scale: 1 }],
    ['480', { value: 480, scale: 0 }],
    ['0.000001', { value: 1, scale: 6 }],
    ['007', { value: 7, scale: 0 }],
    ['10.0', { value: 10, scale: 0 }],
  ])('reads %s', (text, exact) => {
    expect(parseExact(text)).toEqual(exact);
  });

  it.each([
    '',
    '-1',
    '+1',
    '1e3',
    '1,5',
    '1.',
    '.5',
    '1.2345678',
    'NaN',
    '١٢',
    ' 1',
    '999999999999999.999999',
  ])('refuses %j', (text) => {
    expect(parseExact(text)).toBeUndefined();
  });

  it('never loses a digit: what is read and written again is the same number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_007_199_254_740_991n }), (millionths) => {
        const exact = parseExact(writeMillionths(millionths));
        expect(exact && inMillionths(exact)).toBe(millionths);
        expect(parseTotal(writeMillionths(millionths))).toBe(millionths);
      }),
      { numRuns: 1000 },
    );
  });

  it('adds as integers where floating point does not', () => {
    const sum = ['0.1', '0.2']
      .map(parseExact)
      .reduce((total, exact) => total + (exact ? inMillionths(exact) : 0n), 0n);
    expect(writeMillionths(sum)).toBe('0.3');
  });
});

describe('dates', () => {
  it.each([
    ['2026-03-02', '2026-03-02T00:00:00Z'],
    ['2026-03-02T08:00Z', '2026-03-02T08:00:00Z'],
    ['2026-03-02 08:00:30-05:00', '2026-03-02T13:00:30Z'],
    ['2024-02-29T23:30:00.5+01:00', '2024-02-29T22:30:00Z'],
  ])('reads %s as %s', (text, moment) => {
    expect(parseMoment(text)).toBe(moment);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '03/02/2026',
    '2026-03-02T08:00',
    '2026-03-02T25:00Z',
    '2026-03-02T24:00Z',
    '2026-3-2',
    '',
  ])('refuses %j: no such day, or no such time, or no zone', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it('knows the days that exist', () => {
    expect(parseDay('2024-02-29')).toBe('2024-02-29');
    expect(parseDay('2026-02-30')).toBeUndefined();
  });
});
