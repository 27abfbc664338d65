import { localDate } from '../../../domain/calendar.ts';
import type { LineView } from '../contract.ts';
import type { PromisePlan } from '../plan.ts';
import { endOf } from './delay-rule.ts';

/**
 * Promises of a line that have passed without its goods (section 8), each told once: the first promise, and the latest one
 * the customer was told in time. A promise falls due at the end of its day in the customer's zone.
 */
export function breachesOf(view: LineView, zone: string, now: string): PromisePlan['breaches'] {
  const today = localDate(zone, now);
  return promisesOf(view)
    .filter(({ promisedAt, known }) => promisedAt < today && known !== promisedAt)
    .map(({ promise, promisedAt }) => ({
      orderLineId: view.orderLineId,
      sku: view.sku,
      promise,
      promisedAt,
    }));
}

/** When the next promise of the line falls due. */
export function fallsDueAt(view: LineView, zone: string, now: string): string | undefined {
  return promisesOf(view)
    .map(({ promisedAt }) => endOf(promisedAt, zone))
    .filter((end) => end > now)
    .sort()[0];
}

function promisesOf(view: LineView) {
  if (view.delivered || view.memory.ended || view.memory.ending) return [];
  const { breached, toldInTime } = view.memory;
  const first = view.firstPromisedAt ?? view.promisedAt;
  return [
    ...(first === undefined ? [] : [{ promise: 'FIRST' as const, promisedAt: first, known: breached.first }]),
    ...(toldInTime === undefined
      ? []
      : [{ promise: 'LATEST' as const, promisedAt: toldInTime, known: breached.latest }]),
  ];
}
