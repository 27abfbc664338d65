import type { Item, PurchaseOrder, PurchaseOrderLine } from '../../../adapters/erp/port.ts';

/** What the ERP said about the orders, order lines and items of a chunk. */
export interface MasterData {
  readonly orders: readonly PurchaseOrder[];
  readonly lines: readonly PurchaseOrderLine[];
  readonly items: readonly Item[];
}

/** What a notice or the dock says about goods: the order line where it is known. */
export interface Goods {
  readonly sku: string;
  readonly poId?: string | undefined;
  readonly poLine?: number | undefined;
}

export const openOf = ({ ordered, receivedBefore }: Pick<PurchaseOrderLine, 'ordered' | 'receivedBefore'>) =>
  Math.max(0, ordered - receivedBefore);

/** One order line under any spelling of it: lines of a notice that share a key share its open quantity. */
export const orderLineKey = ({ poId, poLine }: Pick<PurchaseOrderLine, 'poId' | 'poLine'>) =>
  `${poId}/${poLine}`;

/**
 * The order line announced goods fill: the one named, or the first line of the order with the item, one with something
 * open before one without. Goods that are no order line's item may be a listed substitute for one.
 */
export function orderLineOf(goods: Goods, master: MasterData): PurchaseOrderLine | undefined {
  const lines = master.lines
    .filter(
      (line) => line.poId === goods.poId && (goods.poLine === undefined || line.poLine === goods.poLine),
    )
    .toSorted((a, b) => Number(openOf(b) > 0) - Number(openOf(a) > 0) || a.poLine - b.poLine);
  return (
    lines.find((line) => line.sku === goods.sku) ??
    lines.find((line) => isListedSubstitute(goods.sku, line.sku, master))
  );
}

/** Whether the item list of the ordered SKU names the other one. */
function isListedSubstitute(sku: string, ordered: string, { items }: Pick<MasterData, 'items'>): boolean {
  return items.find((item) => item.sku === ordered)?.substitutes.includes(sku) ?? false;
}

/**
 * Order lines goods without a notice can belong to: open orders of the supplier for the site, lines with the item and
 * something open, narrowed by what the dock wrote down. One line is the answer; several are a question.
 */
export function openOrderLines(
  goods: Goods,
  master: MasterData,
  supplierId: string,
  site: string,
): PurchaseOrderLine[] {
  const orders = new Set(
    master.orders
      .filter(
        (order) => order.status === 'open' && order.supplierId === supplierId && order.shipToSite === site,
      )
      .map(({ poId }) => poId),
  );
  return master.lines
    .filter((line) => orders.has(line.poId) && line.sku === goods.sku && openOf(line) > 0)
    .filter(
      (line) =>
        (goods.poId === undefined || line.poId === goods.poId) &&
        (goods.poLine === undefined || line.poLine === goods.poLine),
    )
    .toSorted((a, b) => (a.poId < b.poId ? -1 : a.poId > b.poId ? 1 : a.poLine - b.poLine));
}
