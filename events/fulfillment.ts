import * as z from 'zod/mini';
import { PackState } from './damage.ts';
import { defineEvent, identifier, nonNegativeUnits, positiveUnits, timestamp } from './envelope.ts';

/** What can go wrong between the pick and the carrier, rule 5.9. */
export const ExceptionType = z.enum([
  'SHORT_PICK',
  'SCAN_FAIL',
  'ADDRESS_INVALID',
  'PAYMENT_HOLD',
  'WEIGHT_MISMATCH',
  'PACK_DAMAGE',
  'CARRIER_MISS',
  'LABEL_FAIL',
  'OVERSELL',
  'LATE_CUTOFF',
]);
export type ExceptionType = z.infer<typeof ExceptionType>;

/** How an exception ended. */
export const Resolution = z.enum([
  'OTHER_BIN',
  'OTHER_LOT',
  'OTHER_SITE',
  'SUBSTITUTE',
  'SPLIT',
  'BACK_ORDER',
  'CANCEL_LINE',
  'NEXT_CARRIER',
  'PROMISE_REVIEW',
  'RELABEL',
  'RESCAN',
  'REPACK',
  'ACCEPT_WEIGHT',
  'WITHIN_TOLERANCE',
  'PAYMENT_RENEWED',
  'CLEARED',
]);
export type Resolution = z.infer<typeof Resolution>;

/** The order line it is about. */
const line = z.object({
  orderLineId: identifier,
  sku: identifier,
  /** Units of the line that are missing, damaged or sold twice. */
  quantity: positiveUnits,
});

/** A pick that found too little. */
const pick = z.object({
  bin: identifier,
  /** The zone of the bin, where the reporter knows it: failed picks are counted for it. */
  zone: z.optional(identifier),
  lot: z.optional(z.string()),
  /** Units of the line the picker has in hand; they go on to packing. */
  found: nonNegativeUnits,
  /** Units counted in the bin, those in hand included: what the bin held. */
  counted: nonNegativeUnits,
  /** The pick task that goes on without the missing units. */
  pickTaskId: z.optional(identifier),
});

/** A label that cannot be read. */
const scan = z.object({
  deviceId: identifier,
  /** Failed scans of this label so far. */
  failures: positiveUnits,
  firstFailedAt: timestamp,
});

/** A parcel that weighs something else than its contents. */
const weight = z.object({ expectedGrams: positiveUnits, actualGrams: positiveUnits });

/** Goods or pack found damaged while packing. */
const damage = z.object({
  packState: PackState,
  lot: z.optional(z.string()),
  /** The pick task that goes on without the damaged units. */
  pickTaskId: z.optional(identifier),
  /** Identifiers of photos and papers in the retailer's own store. */
  evidence: z.array(z.string()),
});

/** The parcel as the carrier knows it. */
const shipment = z.object({
  shipmentId: identifier,
  labelId: z.optional(identifier),
  carrier: identifier,
  serviceLevel: identifier,
  weightGrams: positiveUnits,
});

const parts = { line, pick, scan, weight, damage, shipment };
type Part = keyof typeof parts;

/** The parts an exception cannot be handled without, by its type. */
const neededParts: Readonly<Record<ExceptionType, readonly Part[]>> = {
  SHORT_PICK: ['line', 'pick'],
  SCAN_FAIL: ['scan', 'shipment'],
  ADDRESS_INVALID: [],
  PAYMENT_HOLD: [],
  WEIGHT_MISMATCH: ['weight', 'shipment'],
  PACK_DAMAGE: ['line', 'damage'],
  CARRIER_MISS: ['shipment'],
  LABEL_FAIL: ['shipment'],
  OVERSELL: ['line'],
  LATE_CUTOFF: ['shipment'],
};

const reported = z
  .object({
    /** The reporter's own number of it; with the order, or the line, it names the exception. */
    exceptionId: identifier,
    orderId: identifier,
    type: ExceptionType,
    detectedAt: timestamp,
    reportedBy: z.string().check(z.minLength(1)),
    /** The last moment the carrier takes the parcel today, where the reporter knows it. */
    cutOffAt: z.optional(timestamp),
    line: z.optional(line),
    pick: z.optional(pick),
    scan: z.optional(scan),
    weight: z.optional(weight),
    damage: z.optional(damage),
    shipment: z.optional(shipment),
  })
  .check((context) => {
    const given = context.value;
    for (const part of neededParts[given.type] ?? [])
      if (given[part] === undefined)
        context.issues.push({
          code: 'custom',
          path: [part],
          message: `a ${given.type} needs ${part}: say ${Object.keys(parts[part].shape).join(', ')}`,
          input: given[part],
        });
  });
export type ReportedException = z.infer<typeof reported>;

export const FulfillmentException = defineEvent(
  'fulfillment',
  'FulfillmentException',
  'Something keeps an order from leaving as planned: found while picking, packing, labeling or handing over.',
  reported,
);

export const FulfillmentResolved = defineEvent(
  'fulfillment',
  'FulfillmentResolved',
  'An exception of an order is settled, with how and by whom.',
  z.object({
    exceptionId: identifier,
    orderId: identifier,
    orderLineId: z.optional(identifier),
    type: ExceptionType,
    resolution: Resolution,
    decidedBy: z.enum(['RULE', 'PERSON', 'CLOCK']),
    /** Where units go to a line of their own: another site's, or another item's. */
    newOrderLineId: z.optional(identifier),
    /** The parcel that goes instead of the one that could not. */
    newShipmentId: z.optional(identifier),
  }),
);

export const ShipmentConfirmed = defineEvent(
  'fulfillment',
  'ShipmentConfirmed',
  'A parcel left the warehouse (945): what was in it for which order lines.',
  z.object({
    shipmentId: identifier,
    orderId: identifier,
    shippedAt: timestamp,
    lines: z
      .array(
        z.object({
          line: z.int().check(z.positive()),
          orderLineId: identifier,
          sku: identifier,
          quantity: positiveUnits,
          lot: z.optional(z.string()),
          /** The pick task it was picked with, where the warehouse says so. */
          pickTaskId: z.optional(identifier),
        }),
      )
      .check(z.minLength(1)),
  }),
);
