import { addDays } from '../../../domain/calendar.ts';
import type { Demand, ItemPlan } from '../contract.ts';
import { floorDivide, floorSqrt } from './exact.ts';

type Day = ItemPlan['demand'][number];

/** Rule 5.4: days without stock tell nothing about demand. `today` itself is not over and is left out. */
export function observedDays(days: readonly Day[], today: string, window: number): readonly Day[] {
  const from = addDays(today, -window);
  return days.filter(({ date, inStock }) => inStock && date >= from && date < today);
}

/** Sum and squares of some days, as they are. */
export function sumsOf(quantities: readonly number[]): Demand {
  return {
    days: quantities.length,
    sum: quantities.reduce((sum, units) => sum + BigInt(units), 0n),
    squares: quantities.reduce((sum, units) => sum + BigInt(units) * BigInt(units), 0n),
  };
}

/**
 * Rule 5.4: a day beyond mean + `sigmas` standard deviations counts as the whole units that are within; exactly there is
 * within. The deviation is that of a sample: it divides by one day less.
 */
export function cleaned(quantities: readonly number[], sigmas: number): Demand {
  const plain = sumsOf(quantities);
  if (plain.days < 2) return plain;
  const most = floorDivide(plain.sum + scaledDeviation(plain, BigInt(sigmas)), BigInt(plain.days));
  return sumsOf(quantities.map((units) => (BigInt(units) > most ? Number(most) : units)));
}

/** `days² × variance × (days - 1)`, an integer: the numerator all comparisons of deviations share. */
export function spread({ days, sum, squares }: Demand): bigint {
  return BigInt(days) * squares - sum * sum;
}

/** The whole part of `days × sigmas × standard deviation`. */
function scaledDeviation(demand: Demand, sigmas: bigint): bigint {
  const days = BigInt(demand.days);
  return floorSqrt((sigmas * sigmas * days * spread(demand)) / (days - 1n));
}

/**
 * Rule 5.4: whether the demand of the last seven days lies more than `sigmas` standard deviations from what the days before
 * let expect, on either side; exactly there it does not. Days without stock are left out of both, and too few of them
 * before say nothing.
 */
export function isLastWeekUnusual(
  days: readonly Day[],
  today: string,
  { window, sigmas, least }: { readonly window: number; readonly sigmas: number; readonly least: number },
): boolean {
  const observed = observedDays(days, today, window);
  const weekFrom = addDays(today, -7);
  const week = sumsOf(observed.filter(({ date }) => date >= weekFrom).map(({ quantity }) => quantity));
  const before = cleaned(
    observed.filter(({ date }) => date < weekFrom).map(({ quantity }) => quantity),
    sigmas,
  );
  if (week.days === 0 || before.days < Math.max(least, 2)) return false;
  const n = BigInt(before.days);
  const k = BigInt(week.days);
  const off = n * week.sum - k * before.sum;
  return off * off * (n - 1n) > BigInt(sigmas) * BigInt(sigmas) * k * n * spread(before);
}
