import fc from 'fast-check';
import type {
  AdjustmentAdvice,
  InventoryAdvice,
  OrderChange,
  OrderResponse,
  PurchaseOrder,
  ReceivingAdvice,
  ReturnNotice,
  ShipAdvice,
  ShipOrder,
} from '../../../lambdas/doors/documents.ts';
import { day, exact, id, item, maybe, measured, moment, numbered, pieces } from './documents.ts';
import { RECEIVED_AT } from './files.ts';
import { SITE_GLN, ssccOf } from './notices.ts';

/** Documents as each X12 set can say them, made at random as they are read. */

/** Sets whose segments say a day and no time. */
const date = day.map((one) => `${one}T00:00:00Z`);
const header = {
  documentId: id,
  purpose: fc.constantFrom('original' as const, 'replace' as const, 'cancel' as const),
  issuedAt: date,
  buyer: maybe(fc.constantFrom('9506000000015', 'B1')),
  supplier: maybe(fc.constantFrom('9506000010014', 'SUP-1')),
  shipTo: fc.constant(SITE_GLN),
};
const price = maybe(
  fc.tuple(exact(0), fc.constantFrom(undefined, 12, 100, 1000)).map(([one, per]) => ({ ...one, per })),
);

export const purchaseOrder: fc.Arbitrary<PurchaseOrder> = fc.record({
  type: fc.constant('purchase-order' as const),
  ...header,
  requestedAt: maybe(moment),
  currency: maybe(fc.constant('USD')),
  lines: numbered(
    fc
      .tuple(item, measured(1), price, maybe(moment))
      .map(([one, quantity, cost, requestedAt]) => ({ ...one, quantity, price: cost, requestedAt })),
    1,
  ),
}) as never;

export const orderChange: fc.Arbitrary<OrderChange> = fc
  .record({
    type: fc.constant('order-change' as const),
    ...header,
    poId: id,
    change: maybe(fc.constant('3')),
    orderedAt: date,
    requestedAt: maybe(moment),
    currency: maybe(fc.constant('USD')),
    lines: numbered(
      fc
        .tuple(
          item,
          fc.constantFrom('added', 'changed', 'removed', 'unchanged'),
          maybe(fc.tuple(pieces(0), maybe(pieces(0)))),
          price,
          maybe(moment),
        )
        .map(([one, change, counted, cost, requestedAt]) => ({
          ...one,
          change,
          quantity: counted?.[0],
          open: counted?.[1],
          price: cost,
          requestedAt,
        })),
    ),
  })
  .map((one) => ({
    ...one,
    documentId: one.change === undefined ? one.poId : `${one.poId}:${one.change}`,
  })) as never;

export const orderResponse: fc.Arbitrary<OrderResponse> = fc.record({
  type: fc.constant('order-response' as const),
  ...header,
  purpose: fc.constant('original'),
  poId: id,
  orderedAt: date,
  answer: fc.constantFrom('accepted', 'changed', 'rejected'),
  promisedAt: moment,
  lines: numbered(
    fc
      .tuple(id, fc.constantFrom('accepted', 'changed', 'rejected'), pieces(1), pieces(0), maybe(date))
      .map(([sku, answer, ordered, other, promisedAt]) => {
        const none = { value: 0, scale: 0, uom: 'EA' };
        const confirmed = { accepted: ordered, changed: other, rejected: none }[answer as 'accepted'];
        return { sku, answer, ordered, confirmed, promisedAt };
      }),
  ).map((lines) => lines.map((line) => ({ ...line, poLine: line.line }))),
}) as never;

/** What may stand on a label, and is no delimiter. */
export const label = fc.stringMatching(/^[A-Z0-9.:é]([A-Z0-9.: é]{0,8}[A-Z0-9.:é])?$/);
/** Where a set has no date of issue of its own: the group's, which is written from the stamp. */
const ofGroup = { ...header, issuedAt: fc.constant(RECEIVED_AT), purpose: fc.constant('original' as const) };
const receipt = fc.tuple(
  id,
  pieces(0),
  maybe(pieces(1)),
  maybe(fc.constant(ssccOf(1))),
  maybe(label),
  maybe(day),
);

export const receivingAdvice: fc.Arbitrary<ReceivingAdvice> = fc.record({
  type: fc.constant('receiving-advice' as const),
  ...header,
  purpose: fc.constant('original'),
  issuedAt: moment,
  receivedAt: moment,
  asnId: maybe(id),
  poId: maybe(id),
  lines: numbered(
    fc
      .tuple(receipt, maybe(id), maybe(fc.integer({ min: 1, max: 99 })))
      .map(([[sku, good, damaged, sscc, lot, expiry], poId, poLine]) => ({
        sku,
        poId,
        poLine,
        good,
        damaged,
        sscc,
        lot,
        expiry,
      })),
    1,
  ),
}) as never;

export const warehouseReceipt: fc.Arbitrary<ReceivingAdvice> = fc.record({
  type: fc.constant('receiving-advice' as const),
  ...ofGroup,
  receivedAt: moment,
  asnId: maybe(id),
  poId: maybe(id),
  lines: numbered(
    fc.tuple(receipt, maybe(id)).map(([[sku, good, damaged, sscc, lot, expiry], poId]) => ({
      sku,
      poId,
      good,
      damaged,
      sscc,
      lot,
      expiry,
    })),
    1,
  ),
}) as never;

export const inventoryAdvice: fc.Arbitrary<InventoryAdvice> = fc.record({
  type: fc.constant('inventory-advice' as const),
  ...header,
  issuedAt: moment,
  stockAt: maybe(moment),
  warehouse: maybe(fc.constantFrom(SITE_GLN, 'W1')),
  lines: numbered(
    fc
      .tuple(
        item,
        fc.array(
          fc.record({
            status: fc.constantFrom('on-hand', 'on-order', 'back-ordered'),
            quantity: measured(0),
            lot: maybe(label),
            expiry: maybe(day),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      )
      .map(([one, stock]) => ({ ...one, stock })),
    1,
  ),
}) as never;

export const shipOrder: fc.Arbitrary<ShipOrder> = fc.record({
  type: fc.constant('ship-order' as const),
  ...header,
  issuedAt: fc.constant(RECEIVED_AT),
  supplier: fc.constant(undefined),
  poId: maybe(id),
  warehouse: maybe(fc.constantFrom('9506000000121', 'W1')),
  shipAt: maybe(date),
  deliverAt: maybe(date),
  lines: numbered(
    fc.tuple(item, measured(1), maybe(label)).map(([one, quantity, lot]) => ({ ...one, quantity, lot })),
    1,
  ),
}) as never;

export const shipAdvice = (of: ShipAdvice['of']): fc.Arbitrary<ShipAdvice> =>
  fc.record({
    type: fc.constant('ship-advice' as const),
    of: fc.constant(of),
    ...ofGroup,
    supplier: fc.constant(undefined),
    orderId: maybe(id),
    poId: maybe(id),
    shippedAt: date,
    deliverAt: maybe(date),
    shipFrom: maybe(fc.constantFrom('9506000000121', 'W1')),
    carrier: maybe(fc.constant('RDWY')),
    lines: numbered(
      fc
        .tuple(item, pieces(0), maybe(pieces(0)), maybe(fc.constant(ssccOf(2))), maybe(label))
        .map(([one, shipped, ordered, sscc, lot]) => ({
          ...one,
          shipped,
          ordered: of === 'order' ? ordered : undefined,
          sscc,
          lot,
        })),
      1,
    ),
  }) as never;

export const adjustmentAdvice: fc.Arbitrary<AdjustmentAdvice> = fc.record({
  type: fc.constant('adjustment-advice' as const),
  ...header,
  supplier: fc.constant(undefined),
  shipTo: fc.constant(undefined),
  warehouse: maybe(fc.constantFrom(SITE_GLN, 'W1')),
  lines: numbered(
    fc
      .tuple(item, measured(1), fc.boolean(), fc.constantFrom('AU', '56', '07'), maybe(label))
      .map(([one, quantity, gone, reason, lot]) => ({
        ...one,
        change: { ...quantity, value: gone ? -quantity.value : quantity.value },
        reason,
        lot,
      })),
    1,
  ),
}) as never;

export const returnNotice: fc.Arbitrary<ReturnNotice> = fc.record({
  type: fc.constant('return-notice' as const),
  ...header,
  issuedAt: moment,
  poId: maybe(id),
  lines: numbered(
    fc
      .tuple(item, measured(1), maybe(fc.constantFrom('DM', 'WG')), maybe(fc.constantFrom('RA', 'RP')))
      .map(([one, quantity, reason, disposition]) => ({ ...one, quantity, reason, disposition })),
    1,
  ),
}) as never;
