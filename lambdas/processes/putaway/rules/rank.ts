import type { PutawayClass } from '../../../../events/putaway.ts';
import { daysBetween, localDate } from '../../../domain/calendar.ts';
import type { Leveled } from '../../../domain/leveled.ts';
import type { PutawayLimits } from '../../../domain/putaway-settings.ts';
import type { Observed, Rank } from '../contract.ts';

/** One point of a score is this many units of it: exact, whatever the shares are. */
const POINT = 1_000;
const MOST = 100 * POINT;

/** Class, score and limit of a load (rule 5.2). `zone` is the site's, for the days to expiry. */
export function rankOf(observed: Observed, limits: PutawayLimits, zone: string, now: string): Rank {
  const { load } = observed;
  const applying = classesOf(observed, limits, now);
  const [first] = applying;
  // Frozen goods stay frozen goods when an order waits for them: of all classes that apply the shortest limit counts.
  const limit = applying.map((one) => one.limit).reduce((a, b) => (b.value < a.value ? b : a));
  const score = scoreOf(observed, limits, zone, now);
  const stagedAt = Date.parse(load.stagedAt);
  const after = (minutes: number) => new Date(stagedAt + minutes * 60_000).toISOString();
  return {
    class: first.class,
    score,
    key: [
      first.class,
      String(Math.max(0, MOST - score)).padStart(6, '0'),
      new Date(stagedAt).toISOString(),
      load.loadId,
    ].join('/'),
    halfAt: new Date(stagedAt + limit.value * 30_000).toISOString(),
    dueAt: after(limit.value),
    twiceAt: after(2 * limit.value),
    limit,
  };
}

interface Applying {
  readonly class: PutawayClass;
  readonly limit: Leveled<number>;
}

/** Every class the load has a reason for, the most urgent first; the last one always applies. */
function classesOf(
  observed: Observed,
  limits: PutawayLimits,
  now: string,
): readonly [Applying, ...Applying[]] {
  const { item, stored } = observed;
  const { pickFace, waveDueAt } = stored;
  const waveIsNear =
    waveDueAt !== undefined && Date.parse(waveDueAt) - Date.parse(now) <= limits.waveMinutes.value * 60_000;
  const applies: readonly (readonly [PutawayClass, boolean, Leveled<number>])[] = [
    ['P0', backordered(observed) > 0 || waveIsNear, limits.crossDockMinutes],
    ['P1', item.temperature === 'frozen', limits.frozenMinutes],
    ['P1', item.temperature === 'chilled', limits.chilledMinutes],
    ['P2', needsCage(observed, limits), limits.secureMinutes],
    ['P3', pickFace !== undefined && pickFace.quantity <= pickFace.minimum, limits.pickFaceMinutes],
    ['P4', item.abcClass === 'A', limits.classAMinutes],
  ];
  const found = applies
    .filter(([, holds]) => holds)
    .map(([name, , limit]): Applying => ({ class: name, limit }));
  const other: Applying = { class: 'P5', limit: limits.otherMinutes };
  const [first, ...more] = found;
  return first ? [first, ...more] : [other];
}

/** Serial numbers, or a unit that costs more than the limit; at the limit it does not. Costs are of `per` units. */
export function needsCage(
  { item, stored }: Pick<Observed, 'item' | 'stored'>,
  limits: PutawayLimits,
): boolean {
  return stored.serialControlled || item.unitCost.minor > limits.highValue.value * item.unitCost.per;
}

/** Units orders wait for that no hold keeps from leaving. */
export function backordered({ demand }: Pick<Observed, 'demand'>): number {
  return demand.reduce((sum, { open, holds }) => sum + (holds.length === 0 ? open : 0), 0);
}

/**
 * The score in thousandths of a point, each part rounded down: units orders wait for, age on the dock, velocity, how full
 * staging is, and how soon the lot expires.
 */
export function scoreOf(observed: Observed, limits: PutawayLimits, zone: string, now: string): number {
  const { load, item, staging } = observed;
  const { weights, velocityPercent, dockAgeMinutes, expiryDays } = limits;
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(load.stagedAt)) / 60_000));
  const lifeLost =
    load.expiry === undefined ? 0 : expiryDays.value - daysBetween(localDate(zone, now), load.expiry);
  return (
    share(weights.value.backorder, backordered(observed), load.quantity) +
    share(weights.value.dockAge, minutes, dockAgeMinutes.value) +
    share(weights.value.velocity, velocityPercent.value[item.abcClass], 100) +
    share(weights.value.stagingFill, staging.used, staging.capacity) +
    share(weights.value.expiry, lifeLost, expiryDays.value)
  );
}

/** `weight` points times part / whole, at least none and at most all of them; of nothing it is nothing. */
function share(weight: number, part: number, whole: number): number {
  if (part <= 0 || whole <= 0) return 0;
  if (part >= whole) return weight * POINT;
  return Number((BigInt(weight * POINT) * BigInt(part)) / BigInt(whole));
}
