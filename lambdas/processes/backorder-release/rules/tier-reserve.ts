import type { ReleaseLimits } from '../../../domain/release-settings.ts';
import type { Demand } from '../contract.ts';

/**
 * Units kept for the best tiers (rule 5.8): a share of the units on hand while the free ones cover less than some days of
 * demand. Daily demand is what was ordered within the window and has not shipped, allocated or not, over its days; cover
 * equal to the limit is enough. The base is the stock on hand, which a reservation does not change: the next release
 * keeps the same units and not a tenth of what the last one kept.
 */
export function keptUnits(
  {
    available,
    free,
    demand,
    now,
  }: {
    readonly available: number;
    readonly free: number;
    readonly demand: readonly Demand[];
    readonly now: string;
  },
  limits: ReleaseLimits,
): number {
  const windowDays = limits.demandWindowDays.value;
  const since = Date.parse(now) - windowDays * 86_400_000;
  const ordered = demand
    .filter(({ orderedAt }) => Date.parse(orderedAt) >= since)
    .reduce((sum, { open, allocated }) => sum + BigInt(open + allocated), 0n);
  // cover = free / (ordered / window); without demand it has no end.
  const isCovered = BigInt(free) * BigInt(windowDays) >= BigInt(limits.reserveCoverDays.value) * ordered;
  if (isCovered) return 0;
  const { numerator, denominator } = limits.reserveShare.value;
  return Number((BigInt(Math.max(0, available)) * BigInt(numerator)) / BigInt(denominator));
}
