import { ContractViolation } from '../shared/errors.ts';
import { exactNumber, type Ratio } from './money.ts';

/** Exact quantities (rule 4.2): integers in the smallest unit of an item's base unit of measure. */

/** A quantity as a partner writes it: `value` × 10^-scale `uom`. */
interface StatedQuantity {
  readonly value: number;
  readonly scale: number;
  readonly uom: string;
}

/** How an item is measured; see `Item` of the ERP port. One `uom` is numerator/denominator base units. */
interface Measure {
  readonly baseUom: string;
  readonly scale: number;
  readonly conversions: readonly {
    readonly uom: string;
    readonly numerator: number;
    readonly denominator: number;
  }[];
}

type Conversion =
  | { readonly units: number }
  | { readonly problem: 'unknown-unit' | 'inexact' | 'overflow'; readonly message: string };

/**
 * Converts a stated quantity to the item's smallest base units: value × numerator × 10^item.scale / (denominator × 10^scale).
 * It never rounds. A result that is no whole number, a unit the item does not know and a number beyond 2^53 - 1 are
 * reported, not raised, because one bad line must not stop its neighbors (V7).
 */
export function convert(quantity: StatedQuantity, measure: Measure): Conversion {
  const stated = `${decimal(quantity.value, quantity.scale)} ${quantity.uom}`;
  const factor =
    quantity.uom === measure.baseUom
      ? { numerator: 1, denominator: 1 }
      : measure.conversions.find(({ uom }) => uom === quantity.uom);
  if (!factor) {
    const known = [measure.baseUom, ...measure.conversions.map(({ uom }) => uom)].join(', ');
    return {
      problem: 'unknown-unit',
      message: `${stated} cannot be converted: the item is measured in ${known}; add the unit to the item or correct the notice`,
    };
  }
  const numerator = BigInt(quantity.value) * BigInt(factor.numerator) * 10n ** BigInt(measure.scale);
  const denominator = BigInt(factor.denominator) * 10n ** BigInt(quantity.scale);
  if (numerator % denominator !== 0n) {
    return {
      problem: 'inexact',
      message: `${stated} is not a whole number of the item's smallest unit (10^-${measure.scale} ${measure.baseUom}); correct the quantity or the item's conversion`,
    };
  }
  const units = exactNumber(numerator / denominator);
  if (units === undefined) {
    return { problem: 'overflow', message: `${stated} is more than can be counted exactly; split the line` };
  }
  return { units };
}

/** Writes `value` × 10^-scale with a decimal point: 125 at scale 1 is 12.5. */
export function decimal(value: number, scale: number): string {
  if (scale === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The exact sum; raises ContractViolation when it leaves the safe integers. */
export function sumUnits(quantities: Iterable<number>): number {
  let sum = 0;
  for (const quantity of quantities) sum += quantity;
  if (!Number.isSafeInteger(sum))
    throw new ContractViolation(`quantity = ${sum} cannot be counted exactly; split the line`);
  return sum;
}

/** Whether part/whole <= ratio, by cross-multiplication. The limit itself is inside; of nothing, only nothing is inside. */
export function percentAtMost(part: number, whole: number, ratio: Ratio): boolean {
  return BigInt(part) * BigInt(ratio.denominator) <= BigInt(whole) * BigInt(ratio.numerator);
}

/** The largest whole number of units that is at most `ratio` of `whole`. */
export function unitsWithin(whole: number, ratio: Ratio): number {
  return Number((BigInt(whole) * BigInt(ratio.numerator)) / BigInt(ratio.denominator));
}
