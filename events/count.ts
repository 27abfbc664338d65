import * as z from 'zod/mini';
import { defineEvent, identifier } from './envelope.ts';

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

export const CountRequested = defineEvent(
  'count',
  'CountRequested',
  'Stock of a SKU is to be counted: in one bin, or wherever it lies at the site.',
  z.object({
    countId: identifier,
    sku: identifier,
    bin: z.optional(identifier),
    lot: z.optional(z.string()),
    trigger: CountTrigger,
    /** The process, person or service that asks. */
    requestedBy: z.string().check(z.minLength(1)),
  }),
);
