import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigitOf, faultOfKey, gtin14 } from '../../lambdas/domain/check-digit.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

describe('the GS1 check digit', () => {
  it.each([
    // GS1 General Specifications, figure of section 7.9.1.
    ['629104150021', '3'],
    // The worked examples of GS1's check digit calculator: GTIN-8, GTIN-12, GTIN-14, SSCC.
    ['9638507', '4'],
    ['03600029145', '2'],
    ['1540014128876', '3'],
    ['37610425002123456', '9'],
  ])('of %s is %s', (body, digit) => {
    expect(checkDigitOf(body)).toBe(digit);
  });

  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(digits(17), fc.nat(17), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const key = body + checkDigitOf(body);
        const changed = [...key]
          .map((digit, index) => (index === at ? String((Number(digit) + by) % 10) : digit))
          .join('');
        expect(faultOfKey('sscc', key)).toBeUndefined();
        expect(faultOfKey('sscc', changed)).toMatch(/check digit should be \d/);
      }),
    );
  });

  it.each([
    ['gln', '950600000011'],
    ['gtin', '12345'],
    ['sscc', '00950600000000001X'],
    ['gtin', ''],
  ] as const)('names the lengths a %s may have when it gets %j', (kind, key) => {
    expect(faultOfKey(kind, key)).toMatch(/digits and nothing else$/);
  });

  it('keeps a GTIN valid in its 14-digit form', () => {
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), (body) => {
        const long = gtin14(body + checkDigitOf(body));
        expect(long).toHaveLength(14);
        expect(faultOfKey('gtin', long)).toBeUndefined();
      }),
    );
  });
});
