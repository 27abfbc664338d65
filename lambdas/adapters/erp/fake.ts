import * as z from 'zod/mini';
import { identifier, nonNegativeUnits } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { erp, Item, PurchaseOrder, PurchaseOrderLine, ReturnTerms, type Supply } from './port.ts';

const ErpSeed = z.object({
  orders: z.optional(z.array(PurchaseOrder)),
  lines: z.optional(z.array(PurchaseOrderLine)),
  items: z.optional(z.array(Item)),
  returnTerms: z.optional(z.array(ReturnTerms)),
  reorderPoints: z.optional(
    z.array(z.object({ site: identifier, sku: identifier, units: nonNegativeUnits })),
  ),
  /** Items a count has frozen; `frozen: false` ends it. */
  freezes: z.optional(z.array(z.object({ site: identifier, sku: identifier, frozen: z.boolean() }))),
});
type ErpSeed = z.infer<typeof ErpSeed>;
type BookedLine = z.infer<typeof erp.correctGoodsReceipt.input>['lines'][number];

/** A receipt books its lines (1), a correction takes them back (-1). */
interface GoodsReceipt {
  readonly documentId: string;
  readonly reference: string;
  readonly sign: 1 | -1;
  readonly lines: readonly BookedLine[];
  readonly reversedBy?: string;
}
type Transfer = InputOf<typeof erp.createTransfer> & {
  readonly completed?: InputOf<typeof erp.completeTransfer>['lines'];
};
interface OrderChange {
  readonly changeId: string;
  readonly poId: string;
  readonly poLine: number;
  /** Units the change really raised or lowered the line by. */
  readonly by: number;
  readonly revertedBy?: string;
}

/** An ERP: orders with open quantities, goods receipts that lower them, reversals that raise them again. */
export function erpFake(): FakeSystem {
  return fakeSystem(erp, ErpSeed, erpModel());
}

function erpModel(): SystemModel<typeof erp, ErpSeed> {
  const number = numbering();
  const orders = new Map<string, PurchaseOrder>();
  const lines = new Map<string, PurchaseOrderLine>();
  const items = new Map<string, Item>();
  const returnTerms = new Map<string, ReturnTerms>();
  const receipts = new Map<string, GoodsReceipt>();
  const changes = new Map<string, OrderChange>();
  const reorderPoints = new Map<string, number>();
  const frozen = new Set<string>();
  const transfers = fakeDocuments<Transfer>('transfer', () => number('STO'));
  const placeKey = (site: string, sku: string) => JSON.stringify([site, sku]);

  const adjustments = fakeDocuments<InputOf<typeof erp.postStockAdjustment> & { site: string }>(
    'stock adjustment',
    () => number('ADJ'),
  );

  const lineKey = (poId: string, poLine: number) => `${poId}#${poLine}`;
  const openLine = (poId: string, poLine: number) => {
    const line = lines.get(lineKey(poId, poLine));
    if (!line) throw new Refusal(404, `order ${poId} has no line ${poLine}`);
    const status = orders.get(poId)?.status;
    if (status !== 'open')
      throw new Refusal(409, `order ${poId} is ${status ?? 'unknown'}: only an open order takes postings`);
    return line;
  };
  /** What orders say about these lines: the orders, the lines, and the items of the lines and of the SKUs asked for. */
  const extract = (
    chosen: readonly PurchaseOrderLine[],
    poIds: Iterable<string>,
    skus: readonly string[],
  ) => ({
    orders: present([...new Set(poIds)].map((poId) => orders.get(poId))),
    lines: [...chosen],
    items: present([...new Set([...skus, ...chosen.map(({ sku }) => sku)])].map((sku) => items.get(sku))),
  });
  const receive = (received: readonly BookedLine[], sign: number) => {
    for (const { poId, poLine, quantity } of received) {
      const line = lines.get(lineKey(poId, poLine));
      if (line)
        lines.set(lineKey(poId, poLine), { ...line, receivedBefore: line.receivedBefore + sign * quantity });
    }
  };
  const requireItem = ({ poId, poLine, sku }: BookedLine) => {
    const line = openLine(poId, poLine);
    if (line.sku !== sku && !items.get(line.sku)?.substitutes.includes(sku))
      throw new Refusal(422, `line ${poLine} of order ${poId} is for ${line.sku}, not ${sku}`);
  };
  const requireBooked = (taken: readonly BookedLine[]) => {
    const byLine = Map.groupBy(taken, ({ poId, poLine }) => lineKey(poId, poLine));
    for (const [key, ofLine] of byLine) {
      const units = ofLine.reduce((sum, { quantity }) => sum + quantity, 0);
      const booked = lines.get(key)?.receivedBefore ?? 0;
      if (units > booked)
        throw new Refusal(409, `order line ${key} has ${booked} units booked: ${units} cannot be taken back`);
    }
  };
  const book = (prefix: string, reference: string, booked: readonly BookedLine[], sign: 1 | -1) => {
    const documentId = number(prefix);
    receipts.set(documentId, { documentId, reference, sign, lines: booked });
    receive(booked, sign);
    return { documentId };
  };

  return {
    operations: {
      lookUpOrders({ poIds, skus }) {
        const wanted = (line: PurchaseOrderLine) =>
          skus.length === 0 ||
          skus.includes(line.sku) ||
          items.get(line.sku)?.substitutes.some((sku) => skus.includes(sku));
        return extract(
          [...lines.values()].filter((line) => poIds.includes(line.poId) && wanted(line)),
          poIds,
          skus,
        );
      },
      findOpenOrders({ supplierId, skus }) {
        const open = [...lines.values()].filter((line) => {
          const order = orders.get(line.poId);
          return (
            order?.supplierId === supplierId &&
            order.status === 'open' &&
            skus.includes(line.sku) &&
            line.receivedBefore < line.ordered
          );
        });
        return extract(
          open,
          open.map(({ poId }) => poId),
          skus,
        );
      },
      lookUpReturnTerms: ({ skus }) => ({ terms: present(skus.map((sku) => returnTerms.get(sku))) }),
      lookUpSupply({ skus }, site) {
        const expected = [...lines.values()].flatMap((line) => {
          const order = orders.get(line.poId);
          const isMeant = order?.status === 'open' && order.shipToSite === site && skus.includes(line.sku);
          return isMeant ? supplyOf(line, order.promisedAt.slice(0, 10)) : [];
        });
        return { supply: expected, items: present(skus.map((sku) => items.get(sku))).map(leadTime) };
      },
      postGoodsReceipt({ reference, lines: received }) {
        for (const line of received) requireItem(line);
        return book('GR', reference, received, 1);
      },
      correctGoodsReceipt({ reference, lines: taken }) {
        for (const line of taken) requireItem(line);
        requireBooked(taken);
        return book('GRC', reference, taken, -1);
      },
      reverseGoodsReceipt({ documentId }) {
        const receipt = receipts.get(documentId);
        if (!receipt) throw new Refusal(404, `goods receipt ${documentId} does not exist`);
        if (receipt.reversedBy) return { documentId: receipt.reversedBy };
        if (receipt.sign === 1) requireBooked(receipt.lines);
        const reversedBy = number('GRR');
        receipts.set(documentId, { ...receipt, reversedBy });
        receive(receipt.lines, -receipt.sign);
        return { documentId: reversedBy };
      },
      changeOrderLine({ poId, poLine, by }) {
        const line = openLine(poId, poLine);
        const ordered = Math.max(line.ordered + by, Math.min(line.ordered, line.receivedBefore));
        const changeId = number('POC');
        changes.set(changeId, { changeId, poId, poLine, by: ordered - line.ordered });
        lines.set(lineKey(poId, poLine), { ...line, ordered });
        return { changeId, ordered };
      },
      revertOrderChange({ changeId }) {
        const change = changes.get(changeId);
        if (!change) throw new Refusal(404, `order change ${changeId} does not exist`);
        const { poId, poLine, by } = change;
        const line = openLine(poId, poLine);
        if (change.revertedBy) return { changeId: change.revertedBy, ordered: line.ordered };
        const ordered = line.ordered - by;
        if (ordered < 0 || (by > 0 && ordered < line.receivedBefore))
          throw new Refusal(
            409,
            `line ${poLine} of order ${poId} received ${line.receivedBefore} since ${changeId}: it cannot go back to ${ordered}`,
          );
        const revertedBy = number('POC');
        changes.set(changeId, { ...change, revertedBy });
        lines.set(lineKey(poId, poLine), { ...line, ordered });
        return { changeId: revertedBy, ordered };
      },
      postStockAdjustment(adjustment, site) {
        for (const { sku } of adjustment.lines)
          if (!items.has(sku)) throw new Refusal(404, `item ${sku} does not exist`);
        return { documentId: adjustments.file({ ...adjustment, site }) };
      },
      reverseStockAdjustment({ documentId, reason }) {
        adjustments.takeBack(documentId, reason);
        return { documentId };
      },
      lookUpTransferTerms({ from, to, skus }) {
        const known = present(skus.map((sku) => items.get(sku)));
        return {
          items: known.map(({ sku, unitCost, bulk = false }) => ({
            sku,
            unitCost,
            bulk,
            reorderPoint: reorderPoints.get(placeKey(from, sku)) ?? 0,
            frozenAt: [from, to].filter((site) => frozen.has(placeKey(site, sku))),
          })),
        };
      },
      createTransfer(transfer) {
        const unknown = transfer.lines.find(({ sku }) => !items.has(sku));
        if (unknown) throw new Refusal(422, `item ${unknown.sku} of line ${unknown.line} does not exist`);
        return { documentId: transfers.file(transfer) };
      },
      cancelTransfer({ documentId, reason }) {
        if (transfers.get(documentId).completed)
          throw new Refusal(409, `transfer ${documentId} is completed: its goods come back as a transfer`);
        transfers.takeBack(documentId, reason);
        return { documentId };
      },
      completeTransfer({ documentId, lines: completed }) {
        if (transfers.get(documentId).takenBack !== undefined)
          throw new Refusal(409, `transfer ${documentId} is cancelled: nothing of it can be completed`);
        transfers.change(documentId, { completed });
        return { documentId };
      },
    },
    seed(data) {
      for (const { site, sku, units } of data.reorderPoints ?? [])
        reorderPoints.set(placeKey(site, sku), units);
      for (const { site, sku, frozen: isFrozen } of data.freezes ?? [])
        isFrozen ? frozen.add(placeKey(site, sku)) : frozen.delete(placeKey(site, sku));
      for (const order of data.orders ?? []) orders.set(order.poId, order);
      for (const line of data.lines ?? []) lines.set(lineKey(line.poId, line.poLine), line);
      for (const item of data.items ?? []) items.set(item.sku, item);
      for (const terms of data.returnTerms ?? []) returnTerms.set(terms.sku, terms);
    },
    state: () => ({
      orders: [...orders.values()],
      lines: [...lines.values()],
      items: [...items.values()],
      returnTerms: [...returnTerms.values()],
      receipts: [...receipts.values()],
      changes: [...changes.values()],
      adjustments: adjustments.all(),
      transfers: transfers.all(),
    }),
  };
}

function present<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}

/** What a line still brings: first what the supplier confirmed, then the rest. */
function supplyOf(line: PurchaseOrderLine, dueAt: string): Supply[] {
  const { sku, poId, poLine, ordered, receivedBefore } = line;
  const confirmed = Math.min(line.confirmed, ordered);
  const parts = [
    { confirmed: true, quantity: Math.max(0, confirmed - receivedBefore) },
    { confirmed: false, quantity: ordered - Math.max(confirmed, receivedBefore) },
  ];
  return parts.filter(({ quantity }) => quantity > 0).map((part) => ({ sku, poId, poLine, dueAt, ...part }));
}

function leadTime({ sku, supplierLeadDays }: Item) {
  return { sku, ...(supplierLeadDays === undefined ? {} : { supplierLeadDays }) };
}
