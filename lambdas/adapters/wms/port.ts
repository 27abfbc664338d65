import * as z from 'zod/mini';
import { identifier, nonNegativeUnits, positiveUnits } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';

const status = z.enum(['available', 'hold', 'quarantine', 'damaged']);
const line = z.object({
  effectKey: z.string(),
  sku: identifier,
  quantity: positiveUnits,
  lot: z.optional(z.string()),
  sscc: z.optional(z.string()),
  /** `null` where goods enter or leave the building. */
  from: z.nullable(status),
  to: z.nullable(status),
});
const document = z.object({ documentId: z.string() });

export const wms = {
  lookUpStock: lookup(
    z.object({ skus: z.array(identifier) }),
    z.object({
      stock: z.array(
        z.object({ sku: identifier, lot: z.optional(z.string()), status, quantity: nonNegativeUnits }),
      ),
    }),
  ),
  /** Sets the stock status of received goods: release to available, hold, quarantine, block as damaged, or ship back. */
  changeStockStatus: write(
    z.object({ reference: z.string(), reason: z.string(), lines: z.array(line) }),
    document,
    'revertStockStatus',
  ),
  revertStockStatus: write(z.object({ documentId: z.string(), reason: z.string() }), document, null),
};
