import type { ReplenishmentLimits } from '../../../domain/replenishment-settings.ts';
import type { Last, Verdict, Watch } from '../contract.ts';

/** Whether an item may need a request by now; at the level and at the moment it may. */
export function isWorthALook({ below, lookAt }: Watch, free: number, now: string): boolean {
  return now >= lookAt || (below !== undefined && free <= below);
}

/** How a request ended: what its next look depends on. */
export interface Ended {
  readonly sku: string;
  readonly generation: number;
  readonly verdict: Verdict;
  /** Free units and the gap when it was decided; absent when nothing was. */
  readonly free?: number | undefined;
  readonly gap?: number | undefined;
  readonly last?: Last | undefined;
  readonly now: string;
}

/**
 * Where and when an item is looked at next. An item with enough: at the free units that bring its position to the reorder
 * point. After a request: when the gap has grown by the percent that ends the silence, or when the silence is over.
 */
export function watchAfter(
  { sku, generation, verdict, free, gap, last: before, now }: Ended,
  limits: ReplenishmentLimits,
): Watch {
  const last = verdict === 'order' && gap !== undefined ? { endedAt: now, gap } : before;
  const after = (from: string, minutes: number) =>
    new Date(Date.parse(from) + minutes * 60_000).toISOString();
  const silence = last && (verdict === 'order' || verdict === 'silent') ? last : undefined;
  const level = silence ? grownGap(silence.gap, limits.regrowthPercent.value) : 0;
  const lookAt = silence
    ? after(silence.endedAt, limits.silenceMinutes.value + 1)
    : after(now, limits.lookMinutes.value);
  const isKnown = free !== undefined && gap !== undefined && verdict !== 'blocked' && verdict !== 'unplanned';
  return {
    sku,
    generation,
    lookAt,
    ...(isKnown ? { below: free + gap - level } : {}),
    ...(last ? { last } : {}),
  };
}

/** The smallest gap that counts as grown: more than it was, by at least the percent. */
function grownGap(gap: number, percent: number): number {
  const hundredths = gap * (100 + percent);
  return Math.max(gap + 1, (hundredths + ((100 - (hundredths % 100)) % 100)) / 100);
}
