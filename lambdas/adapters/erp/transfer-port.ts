import * as z from 'zod/mini';
import { calendarDate, identifier, nonNegativeUnits, positiveUnits } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';
import { unitMoney } from '../shapes.ts';

/** What the ERP knows of an item that one site is to send to another. */
export const TransferTerms = z.object({
  sku: identifier,
  unitCost: unitMoney,
  bulk: z.boolean(),
  /** At or below it the sending site orders again, in the item's smallest base unit. */
  reorderPoint: nonNegativeUnits,
});
export type TransferTerms = z.infer<typeof TransferTerms>;

/**
 * A leg of a transfer, as both books see it. ISSUE: out of the sending site, into transit · RECEIPT: out of transit, into the
 * other one · RETURN: out of transit, back into the first · LOSS: out of transit, written off · FOUND: into the receiving site
 * after that · CORRECTION: from site to site at once, because more came than was issued.
 */
export const BookedLeg = z.enum(['ISSUE', 'RECEIPT', 'RETURN', 'LOSS', 'FOUND', 'CORRECTION']);
export type BookedLeg = z.infer<typeof BookedLeg>;

const document = z.object({ documentId: z.string() });
const line = { line: z.int(), sku: identifier };

/** The operations of a transfer between two sites of ours. */
export const transferring = {
  /** Cost and reorder point of items for a transfer; an item nobody knows is left out. */
  lookUpTransferTerms: lookup(
    z.object({ from: identifier, to: identifier, skus: z.array(identifier) }),
    z.object({ items: z.array(TransferTerms) }),
  ),
  /** The transfer order both sites post against. */
  createTransfer: write(
    z.object({
      reference: z.string(),
      from: identifier,
      to: identifier,
      dueOn: calendarDate,
      lines: z.array(z.object({ ...line, quantity: positiveUnits })),
    }),
    document,
    'cancelTransfer',
  ),
  /** Cancels a transfer order of which nothing was shipped. */
  cancelTransfer: write(z.object({ documentId: z.string(), reason: z.string() }), document, null),
  /**
   * Books a leg where it changes a site's stock, under the effect that moved it there. No inverse: goods that left come back
   * on a leg of their own.
   */
  postTransferLeg: write(
    z.object({
      documentId: z.string(),
      leg: BookedLeg,
      lines: z
        .array(
          z.object({
            ...line,
            lot: z.optional(z.string()),
            quantity: positiveUnits,
            /** The effects at the sending and the receiving site, where the leg has one there. */
            fromEffect: z.optional(z.string()),
            toEffect: z.optional(z.string()),
          }),
        )
        .check(z.minLength(1)),
    }),
    document,
    null,
  ),
  /**
   * Ends a transfer order with what became of every unit, and books at both sites what none of its legs did; a correction is
   * a transfer of its own.
   */
  completeTransfer: write(
    z.object({
      documentId: z.string(),
      lines: z.array(
        z.object({
          ...line,
          shipped: nonNegativeUnits,
          received: nonNegativeUnits,
          returned: nonNegativeUnits,
          lost: nonNegativeUnits,
        }),
      ),
    }),
    document,
    null,
  ),
};
