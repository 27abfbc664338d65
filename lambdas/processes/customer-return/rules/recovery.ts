import type { Disposition, Grade } from '../../../../events/returns.ts';
import type { ReturnTerms } from '../../../adapters/erp/port.ts';
import { exactNumber } from '../../../domain/money.ts';
import type { ReturnLimits } from '../../../domain/return-settings.ts';
import { ContractViolation } from '../../../shared/errors.ts';
import type { Way } from '../contract.ts';

/** Which ways a grade allows (rule 5.6). */
export const allowed: Readonly<Record<Grade, readonly Disposition[]>> = {
  A: ['RESTOCK', 'RTV'],
  B: ['RESTOCK', 'OUTLET', 'RTV'],
  C: ['REFURBISH', 'OUTLET', 'LIQUIDATE', 'RTV'],
  D: ['REFURBISH', 'RTV', 'SALVAGE'],
  E: ['DISPOSE', 'DONATE', 'RTV'],
  X: ['HOLD'],
};

/** How often somebody handles goods on a way: of equal recoveries the fewer touches win. */
const touches: Readonly<Record<Disposition, number>> = {
  RESTOCK: 1,
  HOLD: 1,
  QUARANTINE: 1,
  DISPOSE: 1,
  DONATE: 2,
  RTV: 2,
  OUTLET: 2,
  LIQUIDATE: 2,
  SALVAGE: 2,
  REFURBISH: 3,
};

type Shares = Pick<ReturnLimits, 'refurbishPercent' | 'outletPercent' | 'liquidatePercent'>;

/**
 * Net recovery of every way that is open for so many units of a grade, in whole minor units, rounded down. A supplier takes
 * goods back while its agreement runs, the last day included; `today` is the site's. Only what is safe is given away.
 */
export function waysOf(
  grade: Grade,
  quantity: number,
  terms: ReturnTerms,
  limits: Shares,
  today: string,
): readonly Way[] {
  const { supplierReturn, donationSafe } = terms;
  const isOpen = (way: Disposition) =>
    way === 'RTV'
      ? supplierReturn !== undefined && terms.supplierId !== undefined && today <= supplierReturn.until
      : way !== 'DONATE' || donationSafe;
  return allowed[grade].filter(isOpen).map((disposition) => ({
    disposition,
    recovery: recoveryOf(disposition, quantity, terms, limits),
    touches: touches[disposition],
  }));
}

function recoveryOf(way: Disposition, quantity: number, terms: ReturnTerms, limits: Shares): number {
  const part = (price: number, percent: number) => share(quantity, price, percent);
  switch (way) {
    case 'RESTOCK':
      return part(terms.restockPrice, terms.sellThroughPercent) - part(terms.handlingCost, 100);
    case 'REFURBISH':
      return part(terms.refurbishedPrice, limits.refurbishPercent.value) - part(terms.refurbishCost, 100);
    case 'OUTLET':
      return part(terms.outletPrice, limits.outletPercent.value);
    case 'RTV':
      return part(terms.supplierReturn?.credit ?? 0, 100) - part(terms.freightCost, 100);
    case 'LIQUIDATE':
      return part(terms.liquidationPrice, limits.liquidatePercent.value);
    case 'SALVAGE':
      return part(terms.salvagePrice, 100);
    case 'DISPOSE':
      return -part(terms.disposalCost, 100);
    case 'DONATE':
    case 'QUARANTINE':
    case 'HOLD':
      return 0;
  }
}

/** A percentage of what units are worth at a price, rounded down. Raises ContractViolation beyond the safe integers. */
export function share(quantity: number, price: number, percent: number): number {
  const minor = exactNumber((BigInt(quantity) * BigInt(price) * BigInt(percent)) / 100n);
  if (minor === undefined)
    throw new ContractViolation(
      `${percent} % of ${quantity} units at ${price} cannot be counted exactly; split the return`,
    );
  return minor;
}

/** The largest net recovery; of equals the fewest touches, then the order of the grade's row. `HOLD` where nothing is open. */
export function chosen(ways: readonly Way[]): Disposition {
  const best = ways.reduce<Way | undefined>(
    (one, other) =>
      one === undefined ||
      other.recovery > one.recovery ||
      (other.recovery === one.recovery && other.touches < one.touches)
        ? other
        : one,
    undefined,
  );
  return best?.disposition ?? 'HOLD';
}
