import type { Money, Ratio, UnitCost } from '../../../domain/money.ts';

/** Comparisons of amounts with shares of other amounts, exact to the last fraction; the limit itself is inside. */

/** Whether an amount is at most a share of what units are worth. Amounts of two currencies cannot be compared: it is not. */
export function isWithinShare(amount: Money, share: Ratio, quantity: number, each: UnitCost): boolean {
  if (amount.currency !== each.currency) return false;
  const whole = BigInt(quantity) * BigInt(each.minor) * BigInt(share.numerator);
  return BigInt(amount.minor) * BigInt(each.per) * BigInt(share.denominator) <= whole;
}

/** Whether a price differs from another by at most a share of that one, up or down. */
export function isCloseTo(price: UnitCost, other: UnitCost, share: Ratio): boolean {
  if (price.currency !== other.currency) return false;
  const difference = BigInt(price.minor) * BigInt(other.per) - BigInt(other.minor) * BigInt(price.per);
  const whole = BigInt(other.minor) * BigInt(price.per) * BigInt(share.numerator);
  return (difference < 0n ? -difference : difference) * BigInt(share.denominator) <= whole;
}

/** Whether units at their prices are worth at least an amount together. */
export function amountAtLeast(
  units: readonly { readonly quantity: number; readonly unitPrice: UnitCost }[],
  least: Money,
): boolean {
  if (units.some(({ unitPrice }) => unitPrice.currency !== least.currency)) return false;
  let [above, below] = [0n, 1n];
  for (const { quantity, unitPrice } of units) {
    const per = BigInt(unitPrice.per);
    above = above * per + BigInt(quantity) * BigInt(unitPrice.minor) * below;
    below *= per;
  }
  return above >= BigInt(least.minor) * below;
}

/** Whether a weight differs by more than a share of what was expected, or by more than so many grams. */
export function isWeightOff(
  { expectedGrams, actualGrams }: { readonly expectedGrams: number; readonly actualGrams: number },
  share: Ratio,
  grams: number,
): boolean {
  const difference = Math.abs(actualGrams - expectedGrams);
  const isShareOff =
    BigInt(difference) * BigInt(share.denominator) > BigInt(expectedGrams) * BigInt(share.numerator);
  return isShareOff || difference > grams;
}
