import * as z from 'zod/mini';
import { calendarDate, defineEvent, identifier, money, nonNegativeUnits, positiveUnits } from './envelope.ts';

export const TransferRequested = defineEvent(
  'transfer',
  'TransferRequested',
  'One site is to send stock to another; the envelope carries the site that sends.',
  z.object({
    transferId: identifier,
    from: identifier,
    to: identifier,
    /** The day the goods are needed at the destination. */
    neededOn: z.optional(calendarDate),
    lines: z
      .array(z.object({ line: z.int().check(z.positive()), sku: identifier, quantity: positiveUnits }))
      .check(z.minLength(1)),
    reason: z.enum(['REPLENISHMENT', 'FULFILLMENT', 'MANUAL']),
    /** The process, person or service that asks. */
    requestedBy: z.string().check(z.minLength(1)),
  }),
);

const parties = { transferId: identifier, from: identifier, to: identifier };
const line = { line: z.int().check(z.positive()), sku: identifier };

export const TransferApproved = defineEvent(
  'transfer',
  'TransferApproved',
  'A transfer will be carried out, perhaps with fewer units than were asked for; its stock is reserved at the source.',
  z.object({
    ...parties,
    lines: z.array(z.object({ ...line, asked: positiveUnits, quantity: nonNegativeUnits })),
    /** The goods at cost, as far as approved. */
    value: money,
    automatic: z.boolean(),
    dueOn: calendarDate,
  }),
);

export const TransferRejected = defineEvent(
  'transfer',
  'TransferRejected',
  'A transfer that was asked for will not happen; nothing of it stays reserved.',
  z.object({
    ...parties,
    lines: z.array(z.object({ ...line, asked: positiveUnits })),
    reason: z.enum(['REFUSED', 'NOT_ENOUGH_STOCK', 'IMPOSSIBLE']),
  }),
);

export const TransferCanceled = defineEvent(
  'transfer',
  'TransferCanceled',
  'A transfer ended before anything of it was shipped: nobody decided in time, or whoever asked took it back.',
  z.object({
    ...parties,
    lines: z.array(z.object({ ...line, asked: positiveUnits })),
    reason: z.enum(['UNANSWERED', 'WITHDRAWN', 'NOT_SHIPPED']),
  }),
);

export const TransferWithdrawn = defineEvent(
  'transfer',
  'TransferWithdrawn',
  'Whoever asked for a transfer does not want it anymore: not shipped it is canceled, shipped it is sent back.',
  z.object({ transferId: identifier, requestedBy: z.string().check(z.minLength(1)), reason: z.string() }),
);

export const TransferLeg = z.enum(['PICKED', 'SHIPPED', 'RECEIVED', 'RETURNED']);
export type TransferLeg = z.infer<typeof TransferLeg>;

export const TransferScanned = defineEvent(
  'transfer',
  'TransferScanned',
  'A warehouse scanned goods of a transfer: picked or shipped at the source, received at the destination, or back.',
  z.object({
    transferId: identifier,
    scanId: identifier,
    leg: TransferLeg,
    lines: z.array(z.object({ ...line, quantity: positiveUnits, lot: z.optional(z.string()) })),
    /** The last scan of its leg: what is missing then does not come with it. */
    complete: z.boolean(),
    /** The carrier's shipment, on a ship scan: what a claim is made for. */
    shipmentId: z.optional(identifier),
    scannedBy: z.string().check(z.minLength(1)),
  }),
);

export const TransferShipped = defineEvent(
  'transfer',
  'TransferShipped',
  'Goods of a transfer left the source and are in transit.',
  z.object({
    ...parties,
    lines: z.array(z.object({ ...line, quantity: positiveUnits })),
    value: money,
    /** The warehouse transfer shipment advice, X12 943. */
    documentId: z.string(),
    dueOn: calendarDate,
  }),
);

export const TransferReceived = defineEvent(
  'transfer',
  'TransferReceived',
  'Goods of a transfer are stock of the destination.',
  z.object({
    ...parties,
    /** All that was received so far, beside what was shipped. */
    lines: z.array(z.object({ ...line, shipped: nonNegativeUnits, received: nonNegativeUnits })),
    /** The warehouse stock transfer receipt advice, X12 944. */
    documentId: z.string(),
  }),
);

export const TransferLost = defineEvent(
  'transfer',
  'TransferLost',
  'Goods of a transfer did not arrive; somebody decides what becomes of them.',
  z.object({
    ...parties,
    lines: z.array(z.object({ ...line, quantity: positiveUnits })),
    value: money,
    reason: z.enum(['SHORT', 'NO_RECEIPT', 'ACCEPTED']),
  }),
);

export const TransferClosed = defineEvent(
  'transfer',
  'TransferClosed',
  'A shipped transfer ended: every unit of it was received, returned or written off.',
  z.object({
    ...parties,
    lines: z.array(
      z.object({
        ...line,
        asked: positiveUnits,
        shipped: nonNegativeUnits,
        received: nonNegativeUnits,
        returned: nonNegativeUnits,
        lost: nonNegativeUnits,
      }),
    ),
    outcome: z.enum(['RECEIVED', 'RECEIVED_SHORT', 'RETURNED', 'LOST']),
  }),
);
