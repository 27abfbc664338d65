import * as z from 'zod/mini';
import {
  calendarDate,
  identifier,
  nonNegativeUnits,
  positiveUnits,
  timestamp,
} from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';

/** What the shop shows of an item from the site of the call. `cartHolds` are units in carts that may become orders. */
export const Listing = z.object({
  sku: identifier,
  listed: z.boolean(),
  published: nonNegativeUnits,
  cartHolds: nonNegativeUnits,
});
export type Listing = z.infer<typeof Listing>;

export const OfferKind = z.enum(['WAIT', 'PARTIAL', 'SUBSTITUTE', 'CANCEL']);
export type OfferKind = z.infer<typeof OfferKind>;

const publication = z.object({ publicationId: identifier });
const promise = z.object({ promiseId: identifier });
const offer = z.object({ offerId: identifier });

export const ecommerce = {
  lookUpListings: lookup(z.object({ skus: z.array(identifier) }), z.object({ listings: z.array(Listing) })),
  /** Sets what the shop may sell of these items from the site of the call. */
  publishAvailability: write(
    z.object({ lines: z.array(z.object({ sku: identifier, quantity: nonNegativeUnits })) }),
    publication,
    'republishAvailability',
  ),
  /** Withdraws a publication and publishes the last one of each item that still stands. */
  republishAvailability: write(
    z.object({ publicationId: identifier, reason: z.string() }),
    publication,
    null,
  ),
  /** Shows the customer a date for an order line. */
  publishPromise: write(
    z.object({ orderId: identifier, orderLineId: identifier, promisedAt: calendarDate }),
    promise,
    'revertPromise',
  ),
  /** Withdraws a promise: the last one that still stands is shown again. */
  revertPromise: write(z.object({ promiseId: identifier, reason: z.string() }), promise, null),
  /** Lets the customer choose what happens to a late line; the answer comes as an event. One open offer per line. */
  createOffer: write(
    z.object({
      orderId: identifier,
      orderLineId: identifier,
      kinds: z.array(OfferKind).check(z.minLength(1)),
      expiresAt: timestamp,
      /** The date WAIT waits for; absent when nobody can name one. */
      newDate: z.optional(calendarDate),
      /** What PARTIAL would ship now. */
      partialQuantity: z.optional(positiveUnits),
      /** The item SUBSTITUTE would ship instead. */
      substituteSku: z.optional(identifier),
    }),
    offer,
    'expireOffer',
  ),
  /** Ends an offer. One the customer has answered meanwhile stays answered, which is no error: the answer is on its way. */
  expireOffer: write(z.object({ offerId: identifier, reason: z.string() }), offer, null),
};
