import * as z from 'zod/mini';
import { calendarDate, defineEvent, identifier, money, timestamp } from './envelope.ts';

/** Why a promise is looked at again. */
export const ReviewReason = z.enum([
  'SUPPLY_LATE',
  'SUPPLY_SHORT',
  'SUPPLY_REVERSED',
  'STOCK_LOST',
  'STOCK_RELEASED',
  'REQUESTED',
]);
export type ReviewReason = z.infer<typeof ReviewReason>;
export const Confidence = z.enum(['HIGH', 'MEDIUM', 'LOW']);

export const OfferAnswer = z.enum(['WAIT', 'PARTIAL', 'SUBSTITUTE', 'CANCEL']);
export type OfferAnswer = z.infer<typeof OfferAnswer>;

const line = { orderId: identifier, orderLineId: identifier, sku: identifier };

export const PromiseReviewRequested = defineEvent(
  'promise',
  'PromiseReviewRequested',
  'Promises may have moved: those of the orders named, and of every open order for the items named.',
  z.object({
    orderIds: z.array(identifier).check(z.maxLength(100)),
    skus: z.array(identifier).check(z.maxLength(1_000)),
    reason: ReviewReason,
  }),
);

export const PromiseMade = defineEvent(
  'promise',
  'PromiseMade',
  'An order line has its first date.',
  z.object({ ...line, promisedAt: calendarDate, confidence: Confidence, cause: z.string() }),
);

export const PromiseChanged = defineEvent(
  'promise',
  'PromiseChanged',
  'The date of an order line moved; without a new one nobody can name it.',
  z.object({
    ...line,
    /** The day that was promised before. */
    from: calendarDate,
    /** The day that is promised now; absent where nobody can name one. */
    to: z.optional(calendarDate),
    firstPromisedAt: calendarDate,
    confidence: z.optional(Confidence),
    cause: z.string(),
  }),
);

export const PromiseBreached = defineEvent(
  'promise',
  'PromiseBreached',
  'A promised date passed and the goods were not delivered: the first one, or the latest one the customer was told in time.',
  z.object({ ...line, promise: z.enum(['FIRST', 'LATEST']), promisedAt: calendarDate }),
);

export const CustomerNotified = defineEvent(
  'promise',
  'CustomerNotified',
  'A message about promised dates was sent to a customer.',
  z.object({
    orderId: identifier,
    customerId: identifier,
    channel: z.enum(['email', 'sms', 'push', 'phone']),
    messageId: z.string(),
    /** What has become of the promise. */
    kind: z.enum(['DELAYED', 'EARLIER', 'CORRECTED', 'CANCELLED']),
    lines: z.array(
      z.object({
        orderLineId: identifier,
        /** The promised day; absent where nobody can name one, or the line was cancelled. */
        promisedAt: z.optional(calendarDate),
        /** The end of that day in the customer's zone. */
        fallsDueAt: z.optional(timestamp),
      }),
    ),
    /** Without an answer by then the delayed lines are cancelled. */
    answerBy: z.optional(timestamp),
  }),
);

export const CustomerAnswered = defineEvent(
  'promise',
  'CustomerAnswered',
  'A customer chose what happens to a late order line.',
  z.object({ ...line, offerId: identifier, answer: OfferAnswer }),
);

export const MessageBounced = defineEvent(
  'promise',
  'MessageBounced',
  'A message could not be delivered to the customer.',
  z.object({ orderId: identifier, messageId: z.string(), channel: z.string() }),
);

export const OrderLineCancelled = defineEvent(
  'promise',
  'OrderLineCancelled',
  'A late order line was cancelled by its customer, or because the law wanted a consent that did not come.',
  z.object({
    ...line,
    quantity: z.int().check(z.positive()),
    reason: z.enum(['CUSTOMER', 'NO_CONSENT']),
    refund: z.optional(money),
  }),
);
