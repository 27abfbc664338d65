import * as z from 'zod/mini';
import { defineEvent, identifier, positiveUnits, timestamp } from './envelope.ts';

/** What is put away at once: a license plate, or the effect key of the posting where goods have none. */
export const loadId = z
  .string()
  .check(z.minLength(1), z.maxLength(300), z.regex(/^[^|]*$/, 'text without |'));

/** How urgent a load is, the most urgent first (rule 5.2). */
export const PutawayClass = z.enum(['P0', 'P1', 'P2', 'P3', 'P4', 'P5']);
export type PutawayClass = z.infer<typeof PutawayClass>;

/** Why goods went into another bin than the assigned one. */
export const OverrideReason = z.enum(['BIN_FULL', 'BIN_BLOCKED', 'NOT_ACCESSIBLE', 'DOES_NOT_FIT', 'NEARER']);
export type OverrideReason = z.infer<typeof OverrideReason>;

export const PutawayQueued = defineEvent(
  'putaway',
  'PutawayQueued',
  'A license plate stands in staging and is to be put away: the warehouse system says so, or a receipt line that was split.',
  z.object({
    lpn: identifier,
    /** Where it stands, when who asks knows it; the warehouse system is asked in any case. */
    fromBin: z.optional(identifier),
    /** The process, person or service that asks. */
    queuedBy: z.string().check(z.minLength(1)),
  }),
);

const load = {
  loadId,
  sku: identifier,
  lot: z.optional(z.string()),
  quantity: positiveUnits,
  class: PutawayClass,
  /** Thousandths of a point, 0 to 100,000; compared within a class. */
  score: z.int().check(z.nonnegative()),
  bin: identifier,
  fromBin: identifier,
};
export const PutawayAssigned = defineEvent(
  'putaway',
  'PutawayAssigned',
  'A bin is reserved for a load and the floor has its task.',
  z.object({
    ...load,
    zone: identifier,
    /** Which rule found the bin. */
    rule: z.enum(['FIXED_BIN', 'SAME_LOT', 'NEAREST_EMPTY', 'OVERFLOW', 'PERSON']),
    putawayTaskId: identifier,
    /** When the limit of its class is over. */
    dueAt: timestamp,
  }),
);
export const PutawayScanned = defineEvent(
  'putaway',
  'PutawayScanned',
  'The floor scanned a load into a bin; another bin than the assigned one needs a reason.',
  z.object({
    loadId,
    bin: identifier,
    reason: z.optional(OverrideReason),
    scannedBy: identifier,
    scannedAt: timestamp,
  }),
);
export const PutawayCompleted = defineEvent(
  'putaway',
  'PutawayCompleted',
  'Goods are in their bin.',
  z.object({
    ...load,
    /** Whole minutes from the dock to the scan. */
    minutes: z.int().check(z.nonnegative()),
    /** Within the limit of its class; at the limit is inside. */
    inTime: z.boolean(),
  }),
);
export const PutawayOverridden = defineEvent(
  'putaway',
  'PutawayOverridden',
  'Goods went into another bin than the assigned one, with the reason.',
  z.object({
    loadId,
    sku: identifier,
    assignedBin: identifier,
    bin: identifier,
    zone: identifier,
    reason: z.string().check(z.minLength(1)),
    by: identifier,
    /** When it was scanned there. */
    at: z.optional(timestamp),
  }),
);
