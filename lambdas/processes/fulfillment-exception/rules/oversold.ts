import type { DamageQuarantined } from '../../../../events/damage.ts';

type Quarantined = typeof DamageQuarantined.data._zod.output;

export interface OversoldLine {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly quantity: number;
}

/**
 * The order lines that go short of units that are damaged (rules 5.7 and 5.9): as few of them as can be, so the one that is named
 * last gives all it has before another one gives any. An order that is named without a line has its own exception already.
 */
export function oversoldBy({ short, orders }: Quarantined): readonly OversoldLine[] {
  let left = short;
  return orders.toReversed().flatMap(({ orderId, orderLineId, reserved }) => {
    const quantity = orderLineId === undefined ? 0 : Math.min(left, reserved);
    left -= quantity;
    return orderLineId === undefined || quantity === 0 ? [] : [{ orderId, orderLineId, quantity }];
  });
}
