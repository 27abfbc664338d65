import * as z from 'zod/mini';
import { defineEvent, identifier, positiveUnits, timestamp } from './envelope.ts';

/** Why a line that waits gets nothing although there is stock, rule 5.8. */
export const SkipReason = z.enum([
  'PAYMENT_HOLD',
  'FRAUD_HOLD',
  'ADDRESS_HOLD',
  'PAYMENT_DECLINED',
  'GIVES_UP',
  'NOT_BETTER',
  'NOT_PROMISED',
  'NOT_WHOLE',
  'MINIMUM_LIFE',
  'TIER_RESERVE',
  'PACK_SIZE',
  'SHIP_COMPLETE',
  'CONTESTED',
]);
export type SkipReason = z.infer<typeof SkipReason>;

const line = {
  orderId: identifier,
  orderLineId: identifier,
  sku: identifier,
  site: identifier,
  quantity: positiveUnits,
};
/** How the line stood among the others when it was decided, and the event that brought the supply. */
const decided = {
  policy: z.enum(['FIFO', 'PRIORITY', 'FAIR_SHARE']),
  rank: z.int().check(z.nonnegative()),
  supplyEventId: z.string(),
};

export const BackorderQueued = defineEvent(
  'backorder',
  'BackorderQueued',
  'An order line waits for supply; its quantity is what it still lacks.',
  z.object({ ...line, ...decided }),
);

export const BackorderReleased = defineEvent(
  'backorder',
  'BackorderReleased',
  'Stock is allocated to an order line and on its way to be picked.',
  z.object({ ...line, ...decided, allocationId: z.string(), pickTaskId: z.string() }),
);

export const BackorderSkipped = defineEvent(
  'backorder',
  'BackorderSkipped',
  'An order line was passed over although there is stock, with the reason.',
  z.object({ ...line, ...decided, reason: SkipReason }),
);

export const BackorderWithdrawn = defineEvent(
  'backorder',
  'BackorderWithdrawn',
  'Released stock was taken back from an order line; its customer hears of it only if a promise had been sent.',
  z.object({
    ...line,
    reason: z.enum(['CANCELLED', 'TAKEN']),
    promiseSent: z.boolean(),
  }),
);

export const ReservationEnded = defineEvent(
  'backorder',
  'ReservationEnded',
  'Reserved stock is free again, for whoever comes next.',
  z.object({ ...line, reason: z.enum(['UNCONFIRMED', 'HOLD_OVER', 'EXCEPTION', 'CANCELED', 'EXPIRED']) }),
);

const reserved = {
  reservationId: z.string(),
  orderId: identifier,
  lines: z
    .array(z.object({ orderLineId: identifier, sku: identifier, quantity: positiveUnits }))
    .check(z.minLength(1)),
};

export const ReservationMade = defineEvent(
  'backorder',
  'ReservationMade',
  'A sales channel holds stock for a cart or an order until its end, unless it confirms before.',
  z.object({ ...reserved, endsAt: timestamp }),
);

export const ReservationConfirmed = defineEvent(
  'backorder',
  'ReservationConfirmed',
  'What a sales channel held belongs to its order now, and lasts.',
  z.object({ ...reserved, confirmedBy: z.string() }),
);

export const DemandWithdrawn = defineEvent(
  'backorder',
  'DemandWithdrawn',
  'An order line was cancelled: what is reserved for it can go to others.',
  z.object({ orderId: identifier, orderLineId: identifier, sku: identifier, reason: z.string() }),
);

export const RerankRequested = defineEvent(
  'backorder',
  'RerankRequested',
  'Somebody wants order lines of an item served first, in the order given; another person decides.',
  z.object({
    sku: identifier,
    orderLineIds: z.array(identifier).check(z.minLength(1)),
    requestedBy: identifier,
    reason: z.string().check(z.minLength(1)),
  }),
);

export const ReservationClosed = defineEvent(
  'backorder',
  'ReservationClosed',
  'What a sales channel held is free again: it was canceled, or nobody confirmed it in time.',
  z.object({ ...reserved, outcome: z.enum(['CANCELED', 'EXPIRED']), reason: z.optional(z.string()) }),
);
