import * as z from 'zod/mini';
import {
  calendarDate,
  identifier,
  nonNegativeUnits,
  positiveUnits,
  timestamp,
} from '../../../events/envelope.ts';
import { ReceivingTolerance, ratio } from '../../domain/tenant.ts';
import { lookup, write } from '../contract.ts';
import { unitMoney } from '../shapes.ts';
import { Planning } from './planning.ts';
import { transferring } from './transfer-port.ts';

export type { ItemPlan, SupplierTerms } from './planning.ts';
export { BookedLeg, TransferTerms } from './transfer-port.ts';
export { Planning };

export const Item = z.object({
  sku: identifier,
  gtin: z.optional(z.string()),
  description: z.string(),
  abcClass: z.enum(['A', 'B', 'C']),
  /** Quantities of this item are integers of 10^-scale base units. */
  baseUom: z.string(),
  scale: z.int().check(z.minimum(0), z.maximum(6)),
  /** One `uom` is numerator/denominator base units (before scale). */
  conversions: z.array(
    z.object({
      uom: z.string(),
      numerator: z.int().check(z.positive()),
      denominator: z.int().check(z.positive()),
    }),
  ),
  unitCost: unitMoney,
  /** Every unit has a serial number. */
  serialControlled: z.optional(z.boolean()),
  lotControlled: z.boolean(),
  expiryControlled: z.boolean(),
  shelfLifeDays: z.optional(z.int()),
  minimumLife: z.optional(ratio),
  hazardClass: z.optional(z.string()),
  temperature: z.enum(['ambient', 'chilled', 'frozen']),
  inspection: z.enum(['ALWAYS', 'BY_RULE', 'NEVER']),
  /** SKUs that may replace this one on an order. */
  substitutes: z.array(identifier),
  /** Weighed or poured: a transfer of it may arrive a little short. */
  bulk: z.optional(z.boolean()),
  /** Calendar days from an order to its goods, where the supplier agreed to a time. */
  supplierLeadDays: z.optional(z.int().check(z.nonnegative())),
});
export type Item = z.infer<typeof Item>;

const each = z.int().check(z.nonnegative());
/**
 * What can be done with a unit of an item that comes back, in minor units of `currency`: prices by channel, costs of each
 * way, and what the supplier agreed to. `sellThroughPercent` of restocked units are sold again at the full price.
 */
export const ReturnTerms = z.object({
  sku: identifier,
  currency: z.string(),
  /** May not be sold again once opened. */
  hygiene: z.boolean(),
  /** Carriers do not take it back from customers. */
  hazard: z.boolean(),
  unitWeightGrams: z.int().check(z.positive()),
  recalledLots: z.array(z.string()),
  restockPrice: each,
  sellThroughPercent: z.int().check(z.minimum(0), z.maximum(100)),
  refurbishedPrice: each,
  outletPrice: each,
  liquidationPrice: each,
  salvagePrice: each,
  handlingCost: each,
  refurbishCost: each,
  freightCost: each,
  disposalCost: each,
  /** It may be given away. */
  donationSafe: z.boolean(),
  supplierId: z.optional(identifier),
  /** The supplier takes it back until this day. */
  supplierReturn: z.optional(z.object({ credit: each, until: calendarDate })),
});
export type ReturnTerms = z.infer<typeof ReturnTerms>;

export const PurchaseOrder = z.object({
  poId: identifier,
  supplierId: identifier,
  shipToSite: identifier,
  status: z.enum(['open', 'closed', 'cancelled']),
  promisedAt: timestamp,
});
export type PurchaseOrder = z.infer<typeof PurchaseOrder>;

/** Quantities in the item's smallest base unit. `confirmed` is what the supplier's 855/ORDRSP promised. */
export const PurchaseOrderLine = z.object({
  poId: identifier,
  poLine: z.int().check(z.positive()),
  sku: identifier,
  /** 0 when the line was closed before anything came. */
  ordered: nonNegativeUnits,
  receivedBefore: nonNegativeUnits,
  confirmed: nonNegativeUnits,
  unitCost: unitMoney,
  tolerance: z.optional(ReceivingTolerance),
});
export type PurchaseOrderLine = z.infer<typeof PurchaseOrderLine>;

/**
 * Units an open order still brings. A line the supplier confirmed in part is two entries: what is confirmed, and the
 * rest that is not. `dueAt` is the date of the order's promised time in UTC.
 */
export const Supply = z.object({
  sku: identifier,
  poId: identifier,
  poLine: z.int().check(z.positive()),
  quantity: positiveUnits,
  dueAt: calendarDate,
  confirmed: z.boolean(),
});
export type Supply = z.infer<typeof Supply>;

const BookRow = z.object({ sku: identifier, quantity: z.int() });

/** A line of a booked document; `quantity` is below zero where it took units back. */
export const Posting = z.object({
  documentId: z.string(),
  effectKey: z.string(),
  sku: identifier,
  quantity: z.int(),
});
export type Posting = z.infer<typeof Posting>;

const bookedUnits = {
  effectKey: z.string(),
  poId: identifier,
  poLine: z.int(),
  sku: identifier,
  quantity: positiveUnits,
};
const receiptLine = z.object({
  ...bookedUnits,
  lot: z.optional(z.string()),
  expiry: z.optional(calendarDate),
  stockStatus: z.enum(['available', 'hold', 'quarantine', 'damaged']),
});
const document = z.object({ documentId: z.string() });
const nonZeroUnits = z.int().check(z.refine((units) => units !== 0, 'more or fewer units, not 0'));
const orderChange = z.object({ changeId: z.string(), ordered: nonNegativeUnits });

export const erp = {
  lookUpOrders: lookup(
    z.object({ poIds: z.array(identifier), skus: z.array(identifier) }),
    z.object({ orders: z.array(PurchaseOrder), lines: z.array(PurchaseOrderLine), items: z.array(Item) }),
  ),
  /** Open orders of a supplier that hold any of these items: what a receipt without notice is matched against. */
  findOpenOrders: lookup(
    z.object({ supplierId: identifier, skus: z.array(identifier) }),
    z.object({ orders: z.array(PurchaseOrder), lines: z.array(PurchaseOrderLine), items: z.array(Item) }),
  ),
  /** What is on order for the site of the call, and how long an order of each item would take. */
  /** Items nobody keeps terms for are left out. */
  lookUpReturnTerms: lookup(
    z.object({ skus: z.array(identifier) }),
    z.object({ terms: z.array(ReturnTerms) }),
  ),
  lookUpSupply: lookup(
    z.object({ skus: z.array(identifier) }),
    z.object({
      supply: z.array(Supply),
      items: z.array(z.pick(Item, { sku: true, supplierLeadDays: true })),
    }),
  ),
  /** Units of all statuses the ERP has booked at the site of the call; an item it has none of is left out. */
  lookUpBook: lookup(z.object({ skus: z.array(identifier) }), z.object({ book: z.array(BookRow) })),
  /**
   * Documents that booked units of these items at the site of the call: those of the effects named, and the `latest` ones of
   * each item whatever their effect. A reversal is a document of the effect it takes back.
   */
  lookUpPostings: lookup(
    z.object({
      items: z.array(z.object({ sku: identifier, effectKeys: z.array(z.string()) })),
      latest: z.int().check(z.nonnegative()),
    }),
    z.object({ postings: z.array(Posting) }),
  ),
  postGoodsReceipt: write(
    z.object({ reference: z.string(), lines: z.array(receiptLine) }),
    document,
    'reverseGoodsReceipt',
  ),
  /** Takes booked units back without their receipt: a recount found fewer. Reversing the document books them again. */
  correctGoodsReceipt: write(
    z.object({ reference: z.string(), reason: z.string(), lines: z.array(z.object(bookedUnits)) }),
    document,
    'reverseGoodsReceipt',
  ),
  /** Reverses a whole document, a receipt or a correction of one: its units are open again, or booked again. */
  reverseGoodsReceipt: write(z.object({ documentId: z.string(), reason: z.string() }), document, null),
  /**
   * The 860: raises or lowers the ordered quantity of a line by units, so that changes made for different goods of one line
   * add up in any order. Lowering stops at what was received. `ordered` is what the line holds now.
   */
  changeOrderLine: write(
    z.object({ poId: identifier, poLine: z.int(), by: nonZeroUnits, reason: z.string() }),
    orderChange,
    'revertOrderChange',
  ),
  /** Takes the difference a change made back; changes made since stay. */
  revertOrderChange: write(z.object({ changeId: z.string() }), orderChange, null),
  /** Raises or lowers the book stock of the site of the call to what was counted. */
  postStockAdjustment: write(
    z.object({
      reference: z.string(),
      reason: z.string(),
      lines: z
        .array(
          z.object({
            effectKey: z.string(),
            sku: identifier,
            lot: z.optional(z.string()),
            quantity: nonZeroUnits,
          }),
        )
        .check(z.minLength(1)),
    }),
    document,
    'reverseStockAdjustment',
  ),
  /** Takes an adjustment back by its opposite. */
  reverseStockAdjustment: write(z.object({ documentId: z.string(), reason: z.string() }), document, null),
  /** What the planner knows of an item at the site of the call and at those with a lane to it; `null`: it plans no such item. */
  lookUpPlanning: lookup(z.object({ sku: identifier }), z.object({ planning: z.nullable(Planning) })),
  /** Orders goods for the site of the call. */
  createPurchaseOrder: write(
    z.object({
      reference: z.string(),
      supplierId: identifier,
      sku: identifier,
      quantity: positiveUnits,
      unitCost: unitMoney,
      expectedOn: calendarDate,
    }),
    z.object({ poId: identifier, poLine: z.int().check(z.positive()) }),
    'cancelPurchaseOrder',
  ),
  /** The 860 that takes a whole order back. Refused once anything of it was received. */
  cancelPurchaseOrder: write(
    z.object({ poId: identifier, reason: z.string() }),
    z.object({ changeId: z.string() }),
    null,
  ),
  ...transferring,
};
