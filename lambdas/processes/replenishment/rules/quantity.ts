import type { Demand } from '../contract.ts';
import { floorDivide } from './exact.ts';

/** What a quantity may be: units and packs of the source, and how much may stand at the site at most. */
export interface QuantityTerms {
  readonly minimumOrder: number;
  readonly packSize: number;
  /** Units that may be there with what comes; absent without such a limit. */
  readonly ceiling?: number;
}

/**
 * Rule 5.4: what is missing, raised to the minimum order, rounded up to whole packs, and then down to whole packs under the
 * ceiling. Never below zero; `belowMinimum` when the ceiling leaves less than the source sells.
 */
export function orderQuantity(
  missing: number,
  position: number,
  { minimumOrder, packSize, ceiling }: QuantityTerms,
): { readonly quantity: number; readonly belowMinimum: boolean } {
  if (missing <= 0) return { quantity: 0, belowMinimum: false };
  const wanted = Math.max(missing, minimumOrder);
  const packs = wanted + ((packSize - (wanted % packSize)) % packSize);
  const room = ceiling === undefined ? packs : Math.max(0, ceiling - position);
  const quantity = packs <= room ? packs : room - (room % packSize);
  return { quantity, belowMinimum: quantity < minimumOrder };
}

/**
 * Rule 5.4: the least of the maximum stock and, for dated goods, of what is sold in the given percent of the days they can
 * be sold: d × sellable days × 0.8. Nothing without either.
 */
export function stockCeiling(
  demand: Demand,
  plan: { readonly maximumStock?: number | undefined; readonly sellableDays?: number | undefined },
  shelfPercent: number,
): number | undefined {
  const limits = [
    ...(plan.maximumStock === undefined ? [] : [plan.maximumStock]),
    ...(plan.sellableDays === undefined || demand.days === 0
      ? []
      : [
          Number(
            floorDivide(
              demand.sum * BigInt(plan.sellableDays) * BigInt(shelfPercent),
              BigInt(demand.days) * 100n,
            ),
          ),
        ]),
  ];
  return limits.length === 0 ? undefined : Math.min(...limits);
}
