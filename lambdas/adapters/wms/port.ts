import * as z from 'zod/mini';
import { calendarDate, identifier, nonNegativeUnits, positiveUnits } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';
import { orderLineUnits } from '../shapes.ts';
import { counting } from './count-port.ts';

export { BinBook } from './count-port.ts';

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

/** Stock of one item, lot and status. `expiry` is the lot's, where it has one. */
export const StockRow = z.object({
  sku: identifier,
  lot: z.optional(z.string()),
  expiry: z.optional(calendarDate),
  status,
  quantity: nonNegativeUnits,
});
export type StockRow = z.infer<typeof StockRow>;

/** Units in a bin that a picker can take: no open task is going to. */
export const PickPlace = z.object({
  bin: identifier,
  sku: identifier,
  lot: z.optional(z.string()),
  expiry: z.optional(calendarDate),
  quantity: positiveUnits,
});
export type PickPlace = z.infer<typeof PickPlace>;

/** Without a bin the warehouse chooses one. */
const pickLine = z.extend(orderLineUnits, { bin: z.optional(identifier) });

const pickTask = z.object({ pickTaskId: identifier });

export const wms = {
  lookUpStock: lookup(z.object({ skus: z.array(identifier) }), z.object({ stock: z.array(StockRow) })),
  lookUpPickPlaces: lookup(z.object({ skus: z.array(identifier) }), z.object({ places: z.array(PickPlace) })),
  /**
   * Lowers a bin to what was counted in it; `missing` units are held until somebody knows where they are, and the pick
   * task that is named goes on without them. No inverse: a bin holds what was counted.
   */
  setBinQuantity: write(
    z.object({
      reference: z.string(),
      bin: identifier,
      sku: identifier,
      lot: z.optional(z.string()),
      counted: nonNegativeUnits,
      pickTaskId: z.optional(identifier),
    }),
    z.object({ documentId: z.string(), missing: nonNegativeUnits }),
    null,
  ),
  /** Puts units a task picked on hold, and lets it go on without them. No inverse: what is damaged is not packed. */
  holdPicked: write(
    z.object({
      pickTaskId: identifier,
      sku: identifier,
      lot: z.optional(z.string()),
      quantity: positiveUnits,
      reason: z.string(),
    }),
    document,
    null,
  ),
  /** Sets the stock status of received goods: release to available, hold, quarantine, block as damaged, or ship back. */
  changeStockStatus: write(
    z.object({ reference: z.string(), reason: z.string(), lines: z.array(line) }),
    document,
    'revertStockStatus',
  ),
  revertStockStatus: write(z.object({ documentId: z.string(), reason: z.string() }), document, null),
  /** The 940: has the warehouse pick available stock for order lines. All lines or none. */
  createPickTask: write(
    z.object({ reference: z.string(), lines: z.array(pickLine) }),
    pickTask,
    'cancelPickTask',
  ),
  /** Takes a pick task back before anything was picked for it. */
  cancelPickTask: write(z.object({ pickTaskId: identifier, reason: z.string() }), pickTask, null),
  ...counting,
};
