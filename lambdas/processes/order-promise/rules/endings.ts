import type { Payment } from '../../../adapters/finance/port.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import { refundable } from '../../../domain/refund.ts';
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
  const values = ends.map(({ view: { live, released, unitPrice } }) =>
    valueInQuestion(live - released, unitPrice),
  );
  const amounts = refundable(values, payment);
  return ends.map(({ view, reason }, index) => {
    const { orderLineId, sku, site, live, released, allocated } = view;
    const quantity = live - released;
    const refund = amounts[index];
    return {
      orderLineId,
      sku,
      site,
      quantity,
      allocated: Math.max(0, allocated - released),
      reason,
      ...(payment && refund && refund.minor > 0
        ? {
            refund,
            refundDueAt: refundDueAt(given.limits.delayRule.value, payment.method, given.now),
          }
        : {}),
    };
  });
}
