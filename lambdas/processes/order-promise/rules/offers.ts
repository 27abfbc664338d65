import type { Order } from '../../../adapters/oms/port.ts';
import type { LineView, ReviewCase } from '../contract.ts';
import type { PlannedOffer } from '../plan.ts';
import { later } from './contact.ts';
import { bookOf, unitsToday } from './dates.ts';
import { type DelayVerdict, endOf } from './delay-rule.ts';

/**
 * What a customer may choose for a late line (rule 5.10): to wait, to have now what is there, another item the retailer
 * lists for it, or to cancel. Where the law wants a yes the offer ends with the old date; otherwise it stays open a while.
 */
export function offerFor(
  given: ReviewCase,
  order: Order,
  view: LineView,
  verdict: DelayVerdict,
): PlannedOffer {
  const { orderLineId, live, now, date } = view;
  const mayShipParts = order.splitAllowed && !order.shipComplete;
  const partial = mayShipParts && now > 0 && now < live ? now : undefined;
  const substitute = order.substitutesAllowed ? substituteFor(given, view) : undefined;
  const old = view.base === undefined ? given.now : endOf(view.base, order.destination.zone);
  const open = later(given.now, given.limits.offerOpenMinutes.value);
  return {
    orderLineId,
    kinds: [
      'WAIT',
      ...(partial === undefined ? [] : (['PARTIAL'] as const)),
      ...(substitute === undefined ? [] : (['SUBSTITUTE'] as const)),
      'CANCEL',
    ],
    expiresAt:
      (verdict.kind === 'CONSENT' ? verdict.cancelAt : undefined) ?? [old, open].sort().at(-1) ?? open,
    ...(date === undefined ? {} : { newDate: date }),
    ...(partial === undefined ? {} : { partialQuantity: partial }),
    ...(substitute === undefined ? {} : { substituteSku: substitute }),
  };
}

/** The first listed substitute of which stock on hand has enough that nobody else needs. */
function substituteFor(given: ReviewCase, { sku, site, live }: LineView): string | undefined {
  const stock = given.stock.find((entry) => entry.site === site);
  if (!stock) return undefined;
  const listed = given.answers.items.find((item) => item.sku === sku)?.substitutes ?? [];
  return listed.find(
    (other) => unitsToday(bookOf(given, other, stock), stock.limits.atpMethod.value) >= live,
  );
}
