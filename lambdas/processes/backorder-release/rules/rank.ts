import { type Demand, SEGMENTS } from '../contract.ts';

/**
 * Who comes first (rule 5.8): contract penalty, service tier, promise already broken, promise date, order time, order id.
 * The order line ends every comparison, so the rank is total: two lines never tie.
 */
export function byRank(today: string): (a: Demand, b: Demand) => number {
  return (a, b) =>
    b.penalty.minor - a.penalty.minor ||
    a.serviceTier - b.serviceTier ||
    Number(isBroken(b, today)) - Number(isBroken(a, today)) ||
    compare(a.promisedAt ?? NEVER, b.promisedAt ?? NEVER) ||
    byTime(a, b);
}

/** First come, first served: order time, then order id and line. */
export function byTime(a: Demand, b: Demand): number {
  return (
    Date.parse(a.orderedAt) - Date.parse(b.orderedAt) ||
    compare(a.orderId, b.orderId) ||
    compare(a.orderLineId, b.orderLineId)
  );
}

/** Segments in order, rank inside each. */
export function bySegment(today: string): (a: Demand, b: Demand) => number {
  const rank = byRank(today);
  return (a, b) => SEGMENTS.indexOf(a.segment) - SEGMENTS.indexOf(b.segment) || rank(a, b);
}

/** A promise for today can still be kept. */
export function isBroken({ promisedAt, firstPromisedAt }: Demand, today: string): boolean {
  const first = firstPromisedAt ?? promisedAt;
  return first !== undefined && first < today;
}

/** After every date; lines without a promise come after those with one. */
const NEVER = '9999-12-31';

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
