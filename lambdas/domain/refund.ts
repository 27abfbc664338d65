import type { Money } from './money.ts';

/** What finance knows of an order's money. */
interface Paid {
  readonly paid: Money;
  readonly refunded: Money;
}

/**
 * What goes back of each value, in their order: as far as it was paid and has not been given back already. Without a payment,
 * or in another currency than it was paid in, that is nothing.
 */
export function refundable(values: readonly Money[], payment: Paid | undefined): readonly Money[] {
  let left = payment ? Math.max(0, payment.paid.minor - payment.refunded.minor) : 0;
  return values.map(({ minor, currency }) => {
    const amount = payment?.paid.currency === currency ? Math.min(minor, left) : 0;
    left -= amount;
    return { minor: amount, currency };
  });
}
