import * as z from 'zod/mini';
import {
  calendarDate,
  identifier,
  money,
  nonNegativeUnits,
  positiveUnits,
  timestamp,
} from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';
import { destination, orderLineUnits, serviceTier, timeZone, unitMoney } from '../shapes.ts';

/** Why an order may not move. An order with any hold takes no release. */
export const OrderHold = z.object({ kind: z.enum(['payment', 'fraud', 'address']), reason: z.string() });
export type OrderHold = z.infer<typeof OrderHold>;

/** The standing authorization of a card. An order that is paid on account or was paid already has none. */
export const PaymentAuthorization = z.object({
  authorizationId: identifier,
  expiresAt: timestamp,
  amount: money,
});
export type PaymentAuthorization = z.infer<typeof PaymentAuthorization>;

/** `promisedAt` is the date the customer was told last, `firstPromisedAt` the first one: both absent before a promise. */
const promise = { promisedAt: z.optional(calendarDate), firstPromisedAt: z.optional(calendarDate) };
const lineIdentity = { orderLineId: identifier, sku: identifier, packSize: positiveUnits };

/**
 * Quantities in the item's smallest base unit. `allocated` units are neither shipped nor cancelled; `released` is the
 * part of them that the warehouse may pick. What is open is ordered - allocated - shipped - cancelled.
 */
export const OrderLine = z.object({
  ...lineIdentity,
  /** The site that ships the line. */
  site: identifier,
  ordered: positiveUnits,
  allocated: nonNegativeUnits,
  released: nonNegativeUnits,
  shipped: nonNegativeUnits,
  cancelled: nonNegativeUnits,
  unitPrice: unitMoney,
  unitMargin: unitMoney,
  ...promise,
  /** Days of life the customer still wants at delivery. */
  minimumLifeDays: z.optional(nonNegativeUnits),
});
export type OrderLine = z.infer<typeof OrderLine>;

export const Order = z.object({
  orderId: identifier,
  customerId: identifier,
  channel: identifier,
  placedAt: timestamp,
  status: z.enum(['open', 'cancelled', 'shipped']),
  shipComplete: z.boolean(),
  splitAllowed: z.boolean(),
  substitutesAllowed: z.boolean(),
  destination: z.object({ ...destination, zone: timeZone }),
  serviceTier,
  holds: z.array(OrderHold),
  payment: z.optional(PaymentAuthorization),
  lines: z.array(OrderLine),
});
export type Order = z.infer<typeof Order>;

export const Segment = z.enum(['WIN', 'GAIN', 'REDISTRIBUTE', 'IMPROVE', 'FILL', 'LOSE']);
export type Segment = z.infer<typeof Segment>;

/** One line of an open order with units that are open or allocated, and all that ranking it needs (rule 5.8). */
export const DemandLine = z.object({
  ...lineIdentity,
  orderId: identifier,
  customerId: identifier,
  /** Units nobody has allocated yet. */
  open: nonNegativeUnits,
  allocated: nonNegativeUnits,
  /** The part of `allocated` that is with the warehouse and cannot be taken away. */
  released: nonNegativeUnits,
  /** The date the customer wants the goods. */
  dueAt: calendarDate,
  ...promise,
  orderedAt: timestamp,
  serviceTier,
  /** What the contract costs per day late; 0 where there is none. */
  penalty: money,
  segment: Segment,
  shipComplete: z.boolean(),
  minimumLifeDays: z.optional(nonNegativeUnits),
  holds: z.array(OrderHold),
  payment: z.optional(PaymentAuthorization),
});
export type DemandLine = z.infer<typeof DemandLine>;

/** Where else units of an order line could come from, and what could go instead of them. */
export const Sourcing = z.object({
  /** Other sites that could ship them. `extraCost` is what it costs more than from the line's own site. */
  sites: z.array(
    z.object({ site: identifier, available: nonNegativeUnits, extraCost: money, arrivesOn: calendarDate }),
  ),
  /** Items the retailer sells instead, the best first; whether its customer wants any is with the order. */
  substitutes: z.array(z.object({ sku: identifier, available: nonNegativeUnits, unitPrice: unitMoney })),
  /** The item is still supplied, so the line can wait for it. */
  backorderable: z.boolean(),
});
export type Sourcing = z.infer<typeof Sourcing>;
/** What a customer was given of an order line, and under which terms. */
export const Sale = z.object({
  orderId: identifier,
  orderLineId: identifier,
  sku: identifier,
  delivered: positiveUnits,
  deliveredOn: calendarDate,
  /** Serial numbers of the units; none where the item has no serial numbers. */
  serials: z.array(z.string()),
  finalSale: z.boolean(),
});
export type Sale = z.infer<typeof Sale>;

const allocation = z.object({ allocationId: identifier });
const release = z.object({ releaseId: identifier });
const promised = z.object({
  promiseId: identifier,
  /** The date that stood before; absent when it was the first promise. */
  previous: z.optional(calendarDate),
});

export const oms = {
  lookUpOrders: lookup(z.object({ orderIds: z.array(identifier) }), z.object({ orders: z.array(Order) })),
  /**
   * Demand for these items at the site of the call. Lines of held orders are in it, with their holds. With a `limit`
   * lines come page by page in the order of their ids: `next` is what the next page is `after`.
   */
  /** Lines of these orders that were delivered; one that was not is left out. */
  lookUpSales: lookup(z.object({ orderIds: z.array(identifier) }), z.object({ sales: z.array(Sale) })),
  lookUpDemand: lookup(
    z.object({
      skus: z.array(identifier),
      after: z.optional(identifier),
      limit: z.optional(positiveUnits),
    }),
    z.object({ lines: z.array(DemandLine), next: z.optional(identifier) }),
  ),
  /** Gives open units of these lines their stock. All lines or none. */
  allocate: write(
    z.object({ reference: z.string(), lines: z.array(orderLineUnits) }),
    allocation,
    'deallocate',
  ),
  deallocate: write(z.object({ allocationId: identifier, reason: z.string() }), allocation, null),
  /** Takes allocated units of these lines away again, whoever allocated them, unless they were released. */
  reduceAllocation: write(
    z.object({ reference: z.string(), reason: z.string(), lines: z.array(orderLineUnits) }),
    z.object({ reductionId: identifier }),
    'restoreAllocation',
  ),
  restoreAllocation: write(
    z.object({ reductionId: identifier, reason: z.string() }),
    z.object({ reductionId: identifier }),
    null,
  ),
  /** Lets the warehouse pick what is allocated to these lines. */
  release: write(z.object({ reference: z.string(), orderLineIds: z.array(identifier) }), release, 'retract'),
  retract: write(z.object({ releaseId: identifier, reason: z.string() }), release, null),
  /** Asks the payment provider for a new authorization. A decline is an answer: the order stays as it is. No inverse: an authorization ends by itself. */
  renewAuthorization: write(
    z.object({ orderId: identifier, authorizationId: identifier }),
    z.discriminatedUnion('result', [
      z.object({ result: z.literal('renewed'), authorizationId: identifier, expiresAt: timestamp }),
      z.object({ result: z.literal('declined'), reason: z.string() }),
    ]),
    null,
  ),
  lookUpSourcing: lookup(z.object({ orderLineId: identifier, quantity: positiveUnits }), Sourcing),
  /** Units the warehouse was to pick are open again, as if they had never been allocated. */
  backorder: write(
    z.object({ orderLineId: identifier, quantity: positiveUnits, reason: z.string() }),
    z.object({ backorderId: identifier }),
    'revertBackorder',
  ),
  revertBackorder: write(
    z.object({ backorderId: identifier, reason: z.string() }),
    z.object({ backorderId: identifier }),
    null,
  ),
  /**
   * Moves units the warehouse was to pick to a line of their own, for another site or another item: allocated and
   * released like they were. Answers the new line.
   */
  replaceUnits: write(
    z.object({
      orderLineId: identifier,
      quantity: positiveUnits,
      sku: identifier,
      site: identifier,
      reason: z.string(),
    }),
    z.object({ replacementId: identifier, orderLineId: identifier }),
    'restoreUnits',
  ),
  /** Ends the new line, as long as nothing of it has shipped, and gives its units back to the old one. */
  restoreUnits: write(
    z.object({ replacementId: identifier, reason: z.string() }),
    z.object({ replacementId: identifier }),
    null,
  ),
  setPromise: write(
    z.object({
      orderLineId: identifier,
      promisedAt: calendarDate,
      confidence: z.enum(['HIGH', 'MEDIUM', 'LOW']),
      reason: z.string(),
    }),
    promised,
    'revertPromise',
  ),
  /** Withdraws a promise: the last one that still stands counts again. */
  revertPromise: write(
    z.object({ promiseId: identifier, reason: z.string() }),
    z.object({ promiseId: identifier }),
    null,
  ),
  /** Cancels open units; allocated ones must be taken away first. No inverse: the customer was told, and orders anew. */
  cancelLine: write(
    z.object({ orderLineId: identifier, quantity: positiveUnits, reason: z.string() }),
    z.object({ cancellationId: identifier }),
    null,
  ),
  /** Moves lines to an order of their own. No inverse: systems behind the OMS know both orders by then. */
  split: write(
    z.object({ orderId: identifier, orderLineIds: z.array(identifier) }),
    z.object({ orderId: identifier }),
    null,
  ),
};
