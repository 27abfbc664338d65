import * as z from 'zod/mini';
import {
  calendarDate,
  identifier,
  nonNegativeUnits,
  positiveUnits,
  timestamp,
} from '../../../events/envelope.ts';
import { loadId } from '../../../events/putaway.ts';
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

/** Goods that move as one: a license plate, or the goods of a posting that have none. Sizes are of the whole load. */
export const Load = z.object({
  loadId,
  sku: identifier,
  lot: z.optional(z.string()),
  expiry: z.optional(calendarDate),
  quantity: positiveUnits,
  weightGrams: nonNegativeUnits,
  volumeMl: nonNegativeUnits,
  heightMm: nonNegativeUnits,
  /** The staging place it stands in. */
  fromBin: identifier,
  /** When it came off the truck. */
  stagedAt: timestamp,
  state: z.enum(['staged', 'stored']),
});
export type Load = z.infer<typeof Load>;

/** How the warehouse keeps an item. */
export const StoredItem = z.object({
  sku: identifier,
  serialControlled: z.boolean(),
  fixedBin: z.optional(identifier),
  /** The bin orders are picked from, what is in it, and from how little on it wants more. */
  pickFace: z.optional(z.object({ bin: identifier, quantity: nonNegativeUnits, minimum: nonNegativeUnits })),
  /** The next wave that picks it. */
  waveDueAt: z.optional(timestamp),
});
export type StoredItem = z.infer<typeof StoredItem>;

export const Bin = z.object({
  bin: identifier,
  zone: identifier,
  kind: z.enum(['storage', 'overflow', 'cross-dock']),
  /** Whose items its zone is for, by how fast they move. */
  velocity: z.optional(z.enum(['A', 'B', 'C'])),
  /** A locked cage. */
  secure: z.boolean(),
  /** From staging, in meters. */
  distance: nonNegativeUnits,
  temperature: z.enum(['ambient', 'chilled', 'frozen']),
  /** Hazard classes it may hold, and those that lie in its zone now. */
  hazardClasses: z.array(z.string()),
  zoneHazards: z.array(z.string()),
  blocked: z.boolean(),
  weightLeftGrams: nonNegativeUnits,
  volumeLeftMl: nonNegativeUnits,
  heightMm: nonNegativeUnits,
  mixedLots: z.boolean(),
  mixedItems: z.boolean(),
  contents: z.array(z.object({ sku: identifier, lot: z.optional(z.string()), quantity: positiveUnits })),
});
export type Bin = z.infer<typeof Bin>;

const putawayTask = z.object({ putawayTaskId: identifier });
/** Sorts the tasks of the floor: the lowest text is done first. */
const rank = z.string().check(z.minLength(1));

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
  /**
   * A load by its id; absent while the warehouse does not know it. A posting whose goods stand on license plates names
   * these in `lpns` instead.
   */
  lookUpLoad: lookup(z.object({ loadId }), z.object({ load: z.optional(Load), lpns: z.array(identifier) })),
  /** How an item is kept, how full staging is, and the 200 nearest bins it may go into, with those that are named. */
  lookUpBins: lookup(
    z.object({ sku: identifier, named: z.array(identifier) }),
    z.object({
      item: StoredItem,
      staging: z.object({ used: nonNegativeUnits, capacity: nonNegativeUnits }),
      bins: z.array(Bin),
    }),
  ),
  /** Has a load brought from staging into a bin. One open task a load. */
  createPutawayTask: write(
    z.object({ reference: z.string(), loadId, bin: identifier, rank }),
    putawayTask,
    'cancelPutawayTask',
  ),
  /** Where an open task stands among the others; its inverse is the rank before. */
  rankPutawayTask: write(z.object({ putawayTaskId: identifier, rank }), putawayTask, 'rankPutawayTask'),
  /** Takes a task back to staging, before the load is in its bin. */
  cancelPutawayTask: write(z.object({ putawayTaskId: identifier, reason: z.string() }), putawayTask, null),
  /** The 943: goods of a transfer are on their way to the site of the call, which scans them in. */
  announceTransfer: write(
    z.object({
      transferId: identifier,
      from: identifier,
      dueOn: calendarDate,
      lines: z.array(z.object({ line: z.int(), sku: identifier, quantity: positiveUnits })),
    }),
    z.object({ adviceId: z.string() }),
    'withdrawTransferAdvice',
  ),
  /** The goods do not come anymore. */
  withdrawTransferAdvice: write(
    z.object({ adviceId: z.string(), reason: z.string() }),
    z.object({ adviceId: z.string() }),
    null,
  ),
};
