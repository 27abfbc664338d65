import type { Payment } from '../../../adapters/finance/port.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import type { LineView, ReviewCase } from '../contract.ts';
import type { PlannedEnding } from '../plan.ts';
import { type DelayVerdict, refundDueAt } from './delay-rule.ts';

/** Why a line ends now, if it does. */
export function endingReason(
  view: LineView,
  verdict: DelayVerdict,
  now: string,
): PlannedEnding['reason'] | undefined {
  const { memory, live, released, acts } = view;
  // What is being picked is on its way: it cannot be cancelled, and the customer gets it.
  if (memory.ended || live - released <= 0 || !acts) return undefined;
  if (memory.ending) return memory.ending;
  const deadlines = [
    ...(memory.duty ? [memory.duty.cancelAt] : []),
    ...(verdict.kind === 'CONSENT' && verdict.cancelAt ? [verdict.cancelAt] : []),
  ];
  return deadlines.some((deadline) => deadline <= now) ? 'NO_CONSENT' : undefined;
}

/** What is cancelled of each line and given back: what was paid, as far as it has not been given back already. */
export function endingsOf(
  given: ReviewCase,
  ends: readonly { readonly view: LineView; readonly reason: PlannedEnding['reason'] }[],
  payment: Payment | undefined,
): readonly PlannedEnding[] {
  let left = payment ? payment.paid.minor - payment.refunded.minor : 0;
  return ends.map(({ view, reason }) => {
    const { orderLineId, sku, site, live, released, allocated, unitPrice } = view;
    const quantity = live - released;
    const value = valueInQuestion(quantity, unitPrice);
    const minor = payment && payment.paid.currency === value.currency ? Math.min(value.minor, left) : 0;
    left -= minor;
    return {
      orderLineId,
      sku,
      site,
      quantity,
      allocated: Math.max(0, allocated - released),
      reason,
      ...(payment && minor > 0
        ? {
            refund: { minor, currency: value.currency },
            refundDueAt: refundDueAt(given.limits.delayRule.value, payment.method, given.now),
          }
        : {}),
    };
  });
}
