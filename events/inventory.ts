import * as z from 'zod/mini';
import { defineEvent, identifier, nonNegativeUnits, units } from './envelope.ts';

export const Bucket = z.enum(['available', 'hold', 'quarantine', 'damaged']);
export type Bucket = z.infer<typeof Bucket>;

/** Where units of a position stand: in a bucket of the site, or on their way to it from another site of the tenant. */
export const Account = z.enum([...Bucket.options, 'inTransit']);
export type Account = z.infer<typeof Account>;

export const InventoryPositionChanged = defineEvent(
  'inventory',
  'InventoryPositionChanged',
  'Stock of one or more SKUs moved, with its document.',
  z.object({
    documentId: z.string(),
    reasonCode: z.string(),
    /** What came or went, by SKU, bucket and lot. */
    changes: z.array(
      z.object({
        sku: identifier,
        bucket: Account,
        delta: units,
        lot: z.optional(z.string()),
        effectKey: z.string(),
      }),
    ),
  }),
);

/** Where customers see what is left. */
export const Channel = z.enum(['ecommerce']);
export type Channel = z.infer<typeof Channel>;

export const ReconciliationRequested = defineEvent(
  'inventory',
  'ReconciliationRequested',
  'Positions of a site are to be compared with the WMS, the ERP and the channels: of these SKUs, or of all there are.',
  z.object({
    reconciliationId: identifier,
    skus: z.optional(z.array(identifier).check(z.minLength(1), z.maxLength(1_000))),
    /** The person or service that asks. */
    requestedBy: z.string().check(z.minLength(1)),
  }),
);

export const InventoryAvailabilityPublished = defineEvent(
  'inventory',
  'InventoryAvailabilityPublished',
  'A channel was told what it may sell of these SKUs from the site.',
  z.object({
    channel: Channel,
    publicationId: z.string(),
    reasonCode: z.string(),
    lines: z
      .array(
        z.object({ sku: identifier, quantity: nonNegativeUnits, previous: z.optional(nonNegativeUnits) }),
      )
      .check(z.minLength(1)),
  }),
);

/** What a difference comes from, rule 5.11. */
export const DriftClass = z.enum([
  'PUBLISH_LAG',
  'IN_FLIGHT',
  'MISSING_POSTING',
  'EXTRA_POSTING',
  'UNEXPLAINED',
]);
export type DriftClass = z.infer<typeof DriftClass>;

export const InventoryDriftDetected = defineEvent(
  'inventory',
  'InventoryDriftDetected',
  'The systems do not agree about a SKU, by more than its limit.',
  z.object({
    sku: identifier,
    class: DriftClass,
    /** Units on hand of all statuses, as our events add up to. */
    position: units,
    /** Units on hand of all statuses, as the WMS holds them. */
    physical: units,
    /** Units on hand of all statuses, as the ERP has booked them. */
    book: units,
    /** Units of the position that are meant to be in no book, because nobody has accepted them yet. */
    unbooked: z.optional(units),
    /** Units the channel shows; absent where it does not list the SKU. */
    published: z.optional(nonNegativeUnits),
    /** Units the channel should show; absent where it does not list the SKU. */
    sellable: z.optional(nonNegativeUnits),
    /** What it was seen in: open processes, effects without document, documents without effect. */
    evidence: z.array(z.string()),
    decisionId: z.string(),
  }),
);
