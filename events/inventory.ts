import * as z from 'zod/mini';
import { defineEvent, identifier, units } from './envelope.ts';

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
