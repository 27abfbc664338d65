import type { TallyStep } from '../../store/ports.ts';

/** Shares and rates of rule 4.10, exact: compared as products of integers. */

export interface Share {
  readonly numerator: number;
  readonly denominator: number;
}
export interface Sum {
  readonly of: number;
  readonly hits: number;
}

/** What was counted in steps that begin at or after `from` and before `before`, in milliseconds. */
export function sumOf(steps: readonly TallyStep[], from: number, before: number): Sum {
  let sum = { of: 0, hits: 0 };
  for (const { start, of, hits } of steps)
    if (Date.parse(start) >= from && Date.parse(start) < before)
      sum = { of: sum.of + of, hits: sum.hits + hits };
  return sum;
}

/** Whether the share of hits reaches `share`, of at least `least`. */
export function reachesShare({ of, hits }: Sum, share: Share, least: number): boolean {
  return of >= least && hits * share.denominator >= share.numerator * of;
}

/** Whether a share is at least so many times another; a share of nothing is none, and nothing is a multiple of it. */
export function isTimes(now: Sum, past: Sum, times: number): boolean {
  return now.of > 0 && past.of > 0 && now.hits * past.of >= times * past.hits * now.of;
}

/**
 * Whether `count` lies above the mean and `sigmas` standard deviations of `periods` counts, of which those not in `counts`
 * are 0. With S their sum and Q the sum of their squares: `n·c - S > k·√(n·Q - S²)`, both sides squared.
 */
export function isAboveSigmas(
  count: number,
  counts: readonly number[],
  periods: number,
  sigmas: number,
): boolean {
  const [n, k] = [BigInt(periods), BigInt(sigmas)];
  const sum = counts.reduce((total, one) => total + BigInt(one), 0n);
  const squares = counts.reduce((total, one) => total + BigInt(one) ** 2n, 0n);
  const above = n * BigInt(count) - sum;
  return above > 0n && above ** 2n > k ** 2n * (n * squares - sum ** 2n);
}

/**
 * Whether the `percent` percentile (nearest rank) of `of` values lies above the target that `hits` of them are above: fewer
 * than the percentile's rank are within it.
 */
export function isPercentileAbove({ of, hits }: Sum, percent: number): boolean {
  return (of - hits) * 100 < percent * of;
}
