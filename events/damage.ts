import * as z from 'zod/mini';
import { defineEvent, identifier, positiveUnits, timestamp } from './envelope.ts';
import { Bucket } from './inventory.ts';

/** Where goods were when the damage was found, rule 5.7. */
export const DamagePlace = z.enum(['DOCK', 'STORAGE', 'PICKING', 'PACKING', 'RETURN', 'CUSTOMER']);
export type DamagePlace = z.infer<typeof DamagePlace>;

export const PackState = z.enum(['INTACT', 'OPENED', 'CRUSHED', 'WET', 'UNKNOWN']);
export type PackState = z.infer<typeof PackState>;

export const DamageReported = defineEvent(
  'damage',
  'DamageReported',
  'Somebody found damaged goods and says where, how many and in which pack.',
  z.object({
    damageId: identifier,
    sku: identifier,
    lot: z.optional(z.string()),
    quantity: positiveUnits,
    /** The bucket our books have these goods in; one outside the warehouse is in none. */
    bucket: z.optional(Bucket),
    bin: z.optional(identifier),
    place: DamagePlace,
    packState: PackState,
    /** The delivery note of the carrier says the goods arrived damaged. */
    notedOnDelivery: z.boolean(),
    foundBy: z.string().check(z.minLength(1)),
    foundAt: timestamp,
    /** Identifiers of photos and papers in the retailer's own store. */
    evidence: z.array(z.string()),
    supplierId: z.optional(identifier),
    shipmentId: z.optional(identifier),
    orderId: z.optional(identifier),
  }),
);
