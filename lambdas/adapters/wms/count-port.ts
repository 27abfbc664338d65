import * as z from 'zod/mini';
import { identifier, nonNegativeUnits, positiveUnits, timestamp } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';

/** A SKU in one bin, or wherever it lies at the site. */
const place = { sku: identifier, bin: z.optional(identifier), lot: z.optional(z.string()) };
const nonZeroUnits = z.int().check(z.refine((units) => units !== 0, 'more or fewer units, not 0'));

/** A movement the WMS booked at a place; `quantity` is negative for what left it. */
const BinMovement = z.object({
  at: timestamp,
  quantity: nonZeroUnits,
  kind: z.enum(['RECEIPT', 'PUTAWAY', 'PICK', 'MOVE', 'ADJUSTMENT']),
  by: z.string(),
});
/** Units of the item nobody expected, in another bin. */
const stray = z.object({ bin: identifier, quantity: positiveUnits });

/** What the WMS has on its books for a place, and where its difference to the shelf may come from. */
export const BinBook = z.object({
  quantity: nonNegativeUnits,
  /** Units a pick did not find here: they are on hold, and `quantity` is without them. */
  missing: z.optional(nonNegativeUnits),
  /** Since the moment asked for, oldest first, and at least the last five. */
  movements: z.array(BinMovement),
  /** Tasks that are begun and not confirmed. */
  pending: z.array(z.object({ kind: z.enum(['PUTAWAY', 'PICK']), quantity: positiveUnits })),
  neighbors: z.array(stray),
  elsewhere: z.array(stray),
});
export type BinBook = z.infer<typeof BinBook>;

/** The operations of counting: the book of a place, the count task, the hold, the adjustment. */
export const counting = {
  lookUpBin: lookup(z.object({ ...place, since: z.optional(timestamp) }), BinBook),
  /** Has the floor count a place; the result comes as `CountSubmitted`. */
  createCountTask: write(
    z.object({ reference: identifier, ...place }),
    z.object({ countTaskId: identifier }),
    'cancelCountTask',
  ),
  cancelCountTask: write(
    z.object({ countTaskId: identifier, reason: z.string() }),
    z.object({ countTaskId: identifier }),
    null,
  ),
  /** Nobody picks from the place until it is unfrozen. */
  freezeStock: write(
    z.object({ reference: identifier, reason: z.string(), ...place }),
    z.object({ holdId: identifier }),
    'unfreezeStock',
  ),
  unfreezeStock: write(
    z.object({ holdId: identifier, reason: z.string() }),
    z.object({ holdId: identifier }),
    null,
  ),
  /** Sets the book of places to what lies there: units up or down, all lines or none. */
  adjustStock: write(
    z.object({
      reference: z.string(),
      reason: z.string(),
      lines: z
        .array(
          z.object({
            effectKey: z.string(),
            ...place,
            quantity: nonZeroUnits,
            /** So many of the units that are more were on hold as missing, and can be sold again. */
            located: z.optional(positiveUnits),
          }),
        )
        .check(z.minLength(1)),
    }),
    z.object({ documentId: z.string() }),
    'revertAdjustment',
  ),
  revertAdjustment: write(
    z.object({ documentId: z.string(), reason: z.string() }),
    z.object({ documentId: z.string() }),
    null,
  ),
};
