import * as z from 'zod/mini';
import { calendarDate, identifier, nonNegativeUnits, positiveUnits } from '../../../events/envelope.ts';
import { unitMoney } from '../shapes.ts';

const count = z.int().check(z.nonnegative());

/** One item at one site, as the planner keeps it. Quantities are base units. */
export const ItemPlan = z.object({
  site: identifier,
  /** What was asked for on each day, whatever was shipped; `inStock` is false on a day that began or ended without any. */
  demand: z.array(z.object({ date: calendarDate, quantity: nonNegativeUnits, inStock: z.boolean() })),
  maximumStock: z.optional(nonNegativeUnits),
  /** Days a dated item can be sold after it arrived. */
  sellableDays: z.optional(count),
  endOfLife: z.boolean(),
  /** Open units of purchase orders, and how many of them the supplier has confirmed. */
  onOrder: z.array(
    z.object({
      poId: identifier,
      poLine: z.int().check(z.positive()),
      open: nonNegativeUnits,
      confirmed: nonNegativeUnits,
    }),
  ),
});
export type ItemPlan = z.infer<typeof ItemPlan>;

/** What a supplier sells the item by. */
export const SupplierTerms = z.object({
  supplierId: identifier,
  /** The one with the contract is asked first, alternates in the order given. */
  kind: z.enum(['contract', 'alternate']),
  leadDays: count,
  /** Standard deviation of the lead time, in tenths of a day. */
  leadDeviationTenths: count,
  minimumOrder: nonNegativeUnits,
  packSize: positiveUnits,
  unitCost: unitMoney,
  /** No orders go to it without a person's word. */
  stopped: z.boolean(),
});
export type SupplierTerms = z.infer<typeof SupplierTerms>;

/** Everything the planner knows of an item, around one site. A site without a plan does not keep it. */
export const Planning = z.object({
  sku: identifier,
  abcClass: z.enum(['A', 'B', 'C']),
  unitCost: unitMoney,
  plans: z.array(ItemPlan),
  suppliers: z.array(SupplierTerms),
  /** Days goods take from other sites to the site of the call. */
  lanes: z.array(z.object({ from: identifier, days: count })),
});
export type Planning = z.infer<typeof Planning>;
