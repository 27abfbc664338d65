import * as z from 'zod/mini';
import {
  calendarDate,
  defineEvent,
  identifier,
  money,
  nonNegativeUnits,
  positiveUnits,
  units,
} from './envelope.ts';

/** Where goods come from: another site of the retailer, or a supplier. */
export const SourceKind = z.enum(['SITE', 'SUPPLIER']);
export type SourceKind = z.infer<typeof SourceKind>;

/** Why a person decides about an order that would otherwise go by itself, rule 5.4. */
export const AskReason = z.enum([
  'VALUE',
  'DEMAND_UNUSUAL',
  'SUPPLIER_STOPPED',
  'END_OF_LIFE',
  'BELOW_MINIMUM',
  'ORDER_REFUSED',
  'ADVISED',
]);
export type AskReason = z.infer<typeof AskReason>;

const item = { sku: identifier, site: identifier };
const source = { sourceKind: SourceKind, source: identifier };

export const ReplenishmentTriggered = defineEvent(
  'replenish',
  'ReplenishmentTriggered',
  'The position of an item at a site is at or below its reorder point: a request for more is open.',
  z.object({ ...item, position: units, reorderPoint: nonNegativeUnits, target: nonNegativeUnits }),
);

export const ReplenishmentOrdered = defineEvent(
  'replenish',
  'ReplenishmentOrdered',
  'Goods are ordered from a supplier, or asked for from another site.',
  z.object({
    ...item,
    ...source,
    /** The purchase order, or the transfer. */
    documentId: identifier,
    quantity: positiveUnits,
    value: money,
    expectedOn: calendarDate,
  }),
);

export const OrderAcknowledged = defineEvent(
  'replenish',
  'OrderAcknowledged',
  'A supplier said what it delivers of a purchase order and when (855, ORDRSP); the subject is the order.',
  z.object({
    poId: identifier,
    supplierId: identifier,
    lines: z
      .array(
        z.object({
          poLine: z.int().check(z.positive()),
          sku: identifier,
          quantity: nonNegativeUnits,
          promisedOn: calendarDate,
        }),
      )
      .check(z.minLength(1)),
  }),
);

export const ReplenishmentAcknowledged = defineEvent(
  'replenish',
  'ReplenishmentAcknowledged',
  'Whoever sends the goods has said how many come and when; fewer or later than asked is named.',
  z.object({
    ...item,
    ...source,
    documentId: identifier,
    ordered: positiveUnits,
    acknowledged: nonNegativeUnits,
    expectedOn: calendarDate,
    promisedOn: calendarDate,
    short: z.boolean(),
    late: z.boolean(),
  }),
);

export const ReplenishmentLate = defineEvent(
  'replenish',
  'ReplenishmentLate',
  'Nobody has said in time whether ordered goods come.',
  z.object({ ...item, ...source, documentId: identifier, quantity: positiveUnits, expectedOn: calendarDate }),
);
