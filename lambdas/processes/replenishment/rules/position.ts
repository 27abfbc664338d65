import type { ItemPlan, Standing } from '../contract.ts';

/**
 * Rule 5.4: on hand usable + on order confirmed + in transit - reserved - back orders. Of an order line the units count
 * that are confirmed and have not come; an unconfirmed rest does not.
 */
export function positionOf(
  { usable, reserved, backOrders, inTransit }: Standing,
  { onOrder }: Pick<ItemPlan, 'onOrder'>,
): number {
  const confirmed = onOrder.reduce((sum, line) => sum + Math.min(line.open, line.confirmed), 0);
  return usable + confirmed + inTransit - reserved - backOrders;
}

/** Rule 5.4: whether the gap grew by at least so many percent since the last request. */
export function hasGrown(gap: number, before: number, percent: number): boolean {
  return BigInt(gap) * 100n >= BigInt(before) * BigInt(100 + percent) && gap > before;
}
