import type { Disposition } from '../../../../events/returns.ts';
import { addBusinessDays } from '../../../domain/calendar.ts';
import type { Money } from '../../../domain/money.ts';
import { bookedLines } from '../../../domain/site-book.ts';
import type { Movement } from '../../../store/ports.ts';
import type { Part, Refund, RefundOn, ReturnBody, ReturnCase, ReturnPlan } from '../contract.ts';

/** What is to be done outside, one part a system: each is carried out on its own. */

const part = (id: Part['id'], operation: string, input: Part['input']): Part => ({
  id,
  operation,
  input,
  status: 'open',
});

export const labelPart = ({ request: { rmaId, orderId, from } }: ReturnBody): Part =>
  part('label', 'createReturnLabel', { reference: rmaId, orderId, origin: from });

export const voidPart = (labelId: string, reason: string): Part =>
  part('void', 'voidReturnLabel', { labelId, reason });

/**
 * Goods that move, told to everybody who keeps books of them: ours, the WMS that holds them by status, and the ERP where they
 * enter the site. Its book is units of all statuses, so from one status to another it is told nothing.
 */
export function stockParts(
  { body }: ReturnCase,
  movements: readonly Movement[],
  reason: ReturnPlan['reasonCode'],
): Part[] {
  if (movements.length === 0) return [];
  const reference = body.request.rmaId;
  const lines = bookedLines(movements);
  return [
    part('stock', 'post', {}),
    part('warehouse', 'changeStockStatus', { reference, reason, lines: movements }),
    ...(lines.length > 0 ? [part('book', 'postStockAdjustment', { reference, reason, lines })] : []),
  ];
}

export const refundPart = ({ request }: ReturnBody, { amount, on }: Refund): Part =>
  part('refund', 'refundCustomer', {
    orderId: request.orderId,
    orderLineId: request.orderLineId,
    amount,
    reason: `return ${request.rmaId} (${on})`,
  });

/** The record of the customer, and what an agent should know when the customer calls. */
export function tellParts(
  { request }: ReturnBody,
  headline: string,
  facts: Readonly<Record<string, string>>,
): Part[] {
  const { customerId, orderId, rmaId } = request;
  const shown = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const text = [`Return ${rmaId}: ${headline}`, ...shown].join('; ');
  return [
    part('note', 'addNote', { customerId, orderId, text }),
    part('card', 'showCard', { customerId, orderId, headline, facts: { return: rmaId, ...facts } }),
  ];
}

/** Somebody speaks to the customer: about a replacement, or about photos. */
export const talkPart = (
  id: 'replacement' | 'photos',
  { request: { customerId, orderId } }: ReturnBody,
  subject: string,
  dueAt: string,
): Part => part(id, 'createTask', { customerId, orderId, subject, dueAt });

export function supplierPart(body: ReturnBody, quantity: number, currency: string): Part[] {
  const { terms } = body.known ?? {};
  if (!terms?.supplierReturn || terms.supplierId === undefined) return [];
  const { rmaId, sku, reason } = body.request;
  const lot = body.inspection?.lot;
  return [
    part('supplier', 'requestReturn', {
      reference: rmaId,
      supplierId: terms.supplierId,
      sku,
      quantity,
      ...(lot === undefined ? {} : { lot }),
      reason,
      credit: { minor: terms.supplierReturn.credit * quantity, currency },
    }),
  ];
}

/** Money that is owed from now on, with the last moment it may come. */
export const owed = ({ now, calendar, limits }: ReturnCase, amount: Money, on: RefundOn): Refund => ({
  amount,
  on,
  dueAt: addBusinessDays(calendar, now, limits.refundBusinessDays.value),
  refusals: 0,
});

/** The bucket of each way. What goes to a supplier, an outlet or a repair waits in hold: nobody sells it from here. */
const bucketOf = (way: Disposition) =>
  way === 'RESTOCK'
    ? 'available'
    : way === 'QUARANTINE'
      ? 'quarantine'
      : way === 'DISPOSE'
        ? 'damaged'
        : 'hold';

/** Units leave hold for where their way begins; damaged ones are damaged whatever becomes of them. */
export function disposalOf(
  { processId, body }: ReturnCase,
  way: Disposition,
  isDamaged: boolean,
): readonly Movement[] {
  const to = isDamaged ? 'damaged' : bucketOf(way);
  if (to === 'hold') return [];
  return body.parcels.map(({ eventId, quantity, lot }) => ({
    effectKey: `${processId}#dispose#${eventId}`,
    sku: body.request.sku,
    quantity,
    from: 'hold' as const,
    to,
    ...(lot === undefined ? {} : { lot }),
  }));
}
