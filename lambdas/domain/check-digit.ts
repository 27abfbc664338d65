/**
 * The GS1 check digit: from the right, digits weigh 3, 1, 3, 1 …; the check digit completes the sum to a multiple of ten
 * (GS1 General Specifications, section 7.9). One rule serves GTIN, GLN and SSCC; only the lengths differ.
 */

const LENGTHS = { gtin: [8, 12, 13, 14], gln: [13], sscc: [18] } as const;
export type KeyKind = keyof typeof LENGTHS;

/** The check digit that belongs behind `body`, a string of digits. */
export function checkDigitOf(body: string): string {
  let sum = 0;
  for (let fromRight = 0; fromRight < body.length; fromRight++) {
    sum += Number(body[body.length - 1 - fromRight]) * (fromRight % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

/** What is wrong with a GS1 key, in words for the partner who sent it; `undefined` when nothing is. */
export function faultOfKey(kind: KeyKind, key: string): string | undefined {
  const lengths: readonly number[] = LENGTHS[kind];
  if (!/^\d+$/.test(key) || !lengths.includes(key.length)) {
    return `a ${kind.toUpperCase()} has ${lengths.join(', ')} digits and nothing else`;
  }
  const expected = checkDigitOf(key.slice(0, -1));
  return key.endsWith(expected) ? undefined : `the check digit should be ${expected}`;
}

/** A GTIN of any length in its 14-digit form, in which two spellings of one article compare equal. */
export function gtin14(gtin: string): string {
  return gtin.padStart(14, '0');
}
