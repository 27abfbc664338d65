import type { ReceiptLine } from '../../events/inbound.ts';
import type { Item } from '../../lambdas/adapters/erp/port.ts';

/** A ship notice of any size as its supplier would send it, and everything that makes it a clean delivery. */
export interface LargeNotice {
  readonly asnId: string;
  readonly csv: string;
  readonly skus: readonly string[];
  /** Orders, order lines and items as the ERP knows them. */
  readonly masterData: { readonly orders: unknown[]; readonly lines: unknown[]; readonly items: unknown[] };
  /** What the dock counts, a hundred lines at a time. */
  readonly counts: readonly (readonly ReceiptLine[])[];
}

const LINES_PER_ORDER = 100;
/** A notice names no more. */
const ORDERS = 500;
const QUANTITY = 12;
const COLUMNS =
  'Despatch No,Deliver To,Ship Date,Delivery Slot,Printed,Order,Order Line,Your Item,Qty,Unit,Rows,Total Qty';

/**
 * The notice `asnId` of SUP-BRIGHT to northwind-grocery's DC-ATL, with as many lines as asked for: each another item, a
 * hundred or more to an order, loose goods, never inspected unless said otherwise. Its CSV has the columns of the partner `bright-csv`.
 */
export function largeNotice(
  asnId: string,
  lineCount: number,
  inspection: Item['inspection'] = 'NEVER',
): LargeNotice {
  const cost = { minor: 250, per: 1, currency: 'USD' };
  const perOrder = Math.max(LINES_PER_ORDER, Math.ceil(lineCount / ORDERS));
  const lines = Array.from({ length: lineCount }, (_, index) => ({
    sku: `${asnId}-${String(index + 1).padStart(5, '0')}`,
    poId: `PO-${asnId}-${Math.floor(index / perOrder) + 1}`,
    poLine: (index % perOrder) + 1,
  }));
  const header = `${asnId},DC-ATL,2026-03-01T15:00-05:00,2026-03-02T14:00Z,2026-03-01T19:30Z`;
  const totals = `${lineCount},${lineCount * QUANTITY}`;
  const rows = lines.map(
    ({ sku, poId, poLine }) => `${header},${poId},${poLine},${sku},${QUANTITY},EA,${totals}`,
  );
  const counted = lines.map(({ sku }): ReceiptLine => ({ sku, quantity: QUANTITY, condition: 'good' }));
  return {
    asnId,
    csv: `${COLUMNS}\n${rows.join('\n')}\n`,
    skus: lines.map(({ sku }) => sku),
    masterData: {
      orders: [...new Set(lines.map(({ poId }) => poId))].map((poId) => ({
        poId,
        supplierId: 'SUP-BRIGHT',
        shipToSite: 'DC-ATL',
        status: 'open',
        promisedAt: '2026-03-02T14:00:00Z',
      })),
      lines: lines.map((line) => ({
        ...line,
        ordered: QUANTITY,
        receivedBefore: 0,
        confirmed: QUANTITY,
        unitCost: cost,
      })),
      items: lines.map(({ sku }) => ({
        sku,
        description: `Item ${sku}`,
        abcClass: 'B',
        baseUom: 'EA',
        scale: 0,
        conversions: [],
        unitCost: cost,
        lotControlled: false,
        expiryControlled: false,
        temperature: 'ambient',
        inspection,
        substitutes: [],
      })),
    },
    counts: Array.from({ length: Math.ceil(counted.length / 100) }, (_, index) =>
      counted.slice(index * 100, (index + 1) * 100),
    ),
  };
}
