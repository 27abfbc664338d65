import type { ReconciliationLimits } from '../../../domain/reconciliation-settings.ts';
import type { Answers } from '../contract.ts';

/**
 * Whether a difference is small enough to be none, rule 5.11: within the units of the item's ABC class, or within the share
 * of what should be there; either is enough, and at the limit is inside. An item nobody has classed is held to class A.
 */
export function isWithin(
  difference: number,
  expected: number,
  { abcClass = 'A', scale = 0 }: Pick<Answers, 'abcClass' | 'scale'>,
  { unitsLimit, shareLimit }: Pick<ReconciliationLimits, 'unitsLimit' | 'shareLimit'>,
): boolean {
  const off = BigInt(Math.abs(difference));
  if (off <= BigInt(unitsLimit.value[abcClass]) * 10n ** BigInt(scale)) return true;
  const { numerator, denominator } = shareLimit.value[abcClass];
  return off * BigInt(denominator) <= BigInt(Math.abs(expected)) * BigInt(numerator);
}
