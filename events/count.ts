import * as z from 'zod/mini';
import {
  defineEvent,
  identifier,
  money,
  nonNegativeUnits,
  positiveUnits,
  timestamp,
  units,
} from './envelope.ts';

/** What made somebody want a place counted, rule 5.3. */
export const CountTrigger = z.enum([
  'SCHEDULE',
  'SHORT_PICK',
  'ZERO_STOCK',
  'LOW_STOCK',
  'DAMAGE',
  'DRIFT',
  'PATTERN',
  'MANUAL',
]);
export type CountTrigger = z.infer<typeof CountTrigger>;

/** Why book and shelf differed, rule 5.3. */
export const CountCause = z.enum([
  'UNPOSTED_MOVE',
  'UOM_ERROR',
  'MISPLACED',
  'RECEIVING_ERROR',
  'PICK_ERROR',
  'DAMAGE',
  'THEFT',
  'LABEL',
  'SYSTEM_SYNC',
  'UNKNOWN',
]);
export type CountCause = z.infer<typeof CountCause>;

/** What is counted: a SKU in one bin, or wherever it lies at the site. */
const place = {
  countId: identifier,
  sku: identifier,
  bin: z.optional(identifier),
  lot: z.optional(z.string()),
};
const round = z.int().check(z.minimum(1), z.maximum(3));

export const CountRequested = defineEvent(
  'count',
  'CountRequested',
  'Stock of a SKU is to be counted: in one bin, or wherever it lies at the site.',
  z.object({
    ...place,
    trigger: CountTrigger,
    /** The process, person or service that asks. */
    requestedBy: z.string().check(z.minLength(1)),
  }),
);

export const CountSubmitted = defineEvent(
  'count',
  'CountSubmitted',
  'Somebody counted: so many units lay there at the time of the scan.',
  z.object({
    countId: identifier,
    sku: identifier,
    quantity: nonNegativeUnits,
    countedBy: z.string().check(z.minLength(1)),
    countedAt: timestamp,
  }),
);

export const RecountRequested = defineEvent(
  'count',
  'RecountRequested',
  'A count is to be made again, blind, by another person.',
  z.object({ ...place, round }),
);

export const FirstCountChecked = defineEvent(
  'count',
  'FirstCountChecked',
  'Later counts of a place showed whether its first count was right.',
  z.object({
    ...place,
    countedBy: z.string().check(z.minLength(1)),
    /** A later count found the same; otherwise the first counter was wrong. */
    confirmed: z.boolean(),
  }),
);

export const CountVarianceFound = defineEvent(
  'count',
  'CountVarianceFound',
  'A count differs from the book by more than the tolerance; the search proposes a cause.',
  z.object({
    ...place,
    round,
    expected: units,
    counted: nonNegativeUnits,
    variance: units,
    value: money,
    cause: CountCause,
  }),
);

export const CountAdjusted = defineEvent(
  'count',
  'CountAdjusted',
  'The book follows the shelf: the 947-shaped advice of an adjustment.',
  z.object({
    ...place,
    documentId: z.string(),
    /** Units the book went up or, negative, down. */
    adjustment: units,
    /** Units a pick did not find and that waited on hold: they are on sale again, and in no other number here. */
    located: z.optional(positiveUnits),
    value: money,
    cause: CountCause,
    /** X12 947, W19: 56 book increase, 51 located, AH other. */
    adjustmentReason: z.enum(['56', '51', 'AH']),
    /** Missing units that lay in another bin: the book of the site stays as it is for them. */
    foundElsewhere: z.optional(z.object({ bin: identifier, quantity: positiveUnits })),
    approvedBy: z.array(z.string()),
  }),
);

export const StockFrozen = defineEvent(
  'count',
  'StockFrozen',
  'Nobody picks these units before a count is settled, and channels show fewer.',
  z.object({ ...place, holdId: identifier }),
);

export const StockUnfrozen = defineEvent(
  'count',
  'StockUnfrozen',
  'Units that were frozen for a count may be picked again.',
  z.object({ ...place, holdId: identifier }),
);
