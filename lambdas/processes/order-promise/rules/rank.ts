import type { DemandLine } from '../../../adapters/oms/port.ts';

type Ranked = Pick<
  DemandLine,
  'penalty' | 'serviceTier' | 'promisedAt' | 'firstPromisedAt' | 'orderedAt' | 'orderId' | 'orderLineId'
>;

/**
 * Whether a line is served before another one, as stock is released (rule 5.8): contract penalty, tier, promise already
 * broken, promise date, order time, order id and line. What stands ahead of a line takes supply away from its promise. The
 * first promise counts, not the latest: a date that moves must not change who is ahead, or two lines would take the same
 * supply from each other in turn.
 */
export function isAhead(other: Ranked, line: Ranked, today: string): boolean {
  const left = keyOf(other, today);
  const right = keyOf(line, today);
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs >= 0 && (left[differs] ?? '') < (right[differs] ?? '');
}

function keyOf(line: Ranked, today: string): readonly (string | number)[] {
  const { penalty, serviceTier, promisedAt, firstPromisedAt, orderedAt, orderId, orderLineId } = line;
  const first = firstPromisedAt ?? promisedAt;
  const isBroken = first !== undefined && first < today;
  return [
    -penalty.minor,
    serviceTier,
    isBroken ? 0 : 1,
    first ?? '9999-12-31',
    Date.parse(orderedAt),
    orderId,
    orderLineId,
  ];
}
