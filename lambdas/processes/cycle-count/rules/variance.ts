import type { BinBook } from '../../../adapters/wms/port.ts';
import type { CountLimits } from '../../../domain/count-settings.ts';
import { exactNumber, type UnitCost, valueAtMost } from '../../../domain/money.ts';
import type { CountItem } from '../contract.ts';

/**
 * Units the book had at the time of a scan: what it has now, less what moved since (rule 5.3, the snapshot and the
 * movements between it and the scan). A movement at the very moment of the scan came before it.
 */
export function expectedAt(book: BinBook, scannedAt: string): number {
  const scan = Date.parse(scannedAt);
  return book.movements
    .filter(({ at }) => Date.parse(at) > scan)
    .reduce((units, { quantity }) => units - quantity, book.quantity);
}

/** Whoever moved something at the place last before the scan: they never count it again. */
export function lastMover(book: BinBook, scannedAt: string): string | undefined {
  const scan = Date.parse(scannedAt);
  return book.movements
    .filter(({ at }) => Date.parse(at) <= scan)
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .at(-1)?.by;
}

export interface Tolerance {
  /** Hundredths of a percent of the expected units, and minor units at cost, in the direction of the variance. */
  readonly basisPoints: number;
  readonly value: number;
  /** Why it is that: the class, or that the item has none. */
  readonly because: 'class A' | 'class B' | 'class C' | 'serial number' | 'high value';
}

/** The tolerance of an item in one direction (rule 5.3): none for serial numbers and for units above the value limit. */
export function toleranceOf(item: CountItem, variance: number, limits: CountLimits): Tolerance {
  if (item.serialControlled) return { basisPoints: 0, value: 0, because: 'serial number' };
  const limit = { minor: limits.highValue.value, currency: item.unitCost.currency };
  if (!valueAtMost(unitsOfOne(item), item.unitCost, limit))
    return { basisPoints: 0, value: 0, because: 'high value' };
  const way = variance > 0 ? 'plus' : 'minus';
  return {
    basisPoints: limits.percent.value[item.abcClass][way],
    value: limits.value.value[item.abcClass][way],
    because: `class ${item.abcClass}`,
  };
}

/** Both limits must hold; each holds at the limit. Nothing expected and something found is 100 % (rule 5.3). */
export function isWithin(
  { variance, expected }: { readonly variance: number; readonly expected: number },
  { basisPoints, value }: Tolerance,
  cost: UnitCost,
): boolean {
  const units = BigInt(Math.abs(variance));
  const share =
    expected > 0 ? units * 10_000n <= BigInt(basisPoints) * BigInt(expected) : basisPoints >= 10_000;
  return (units === 0n || share) && valueAtMost(variance, cost, { minor: value, currency: cost.currency });
}

/** Base units of one piece: quantities are integers of 10^-scale base units. */
export function unitsOfOne({ scale }: Pick<CountItem, 'scale'>): number {
  return 10 ** scale;
}

/** Units in each pack of the item that is more than one base unit, where that is a whole number. */
export function packsOf({ conversions, scale }: Pick<CountItem, 'conversions' | 'scale'>): readonly number[] {
  return conversions.flatMap(({ numerator, denominator }) => {
    const units = BigInt(numerator) * 10n ** BigInt(scale);
    const whole = units % BigInt(denominator) === 0n ? exactNumber(units / BigInt(denominator)) : undefined;
    return whole !== undefined && whole > unitsOfOne({ scale }) ? [whole] : [];
  });
}
