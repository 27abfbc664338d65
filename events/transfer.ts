import * as z from 'zod/mini';
import { calendarDate, defineEvent, identifier, positiveUnits } from './envelope.ts';

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
