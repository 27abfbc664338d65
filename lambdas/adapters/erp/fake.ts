import * as z from 'zod/mini';
import { identifier, units } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { ReorderPoints, transferModel } from './fake-transfers.ts';
import {
  erp,
  Item,
  Planning,
  type Posting,
  PurchaseOrder,
  PurchaseOrderLine,
  ReturnTerms,
  type Supply,
} from './port.ts';

const ErpSeed = z.object({
  orders: z.optional(z.array(PurchaseOrder)),
  lines: z.optional(z.array(PurchaseOrderLine)),
  items: z.optional(z.array(Item)),
  returnTerms: z.optional(z.array(ReturnTerms)),
  /** One entry an item; what it says of orders is added to those the ERP holds. */
  planning: z.optional(z.array(Planning)),
  /** What was booked before, or by somebody else: each entry adds to the book under the document it names. */
  booked: z.optional(
    z.array(
      z.object({
        site: identifier,
        sku: identifier,
        quantity: units,
        documentId: z.string(),
        effectKey: z.string(),
      }),
    ),
  ),
  reorderPoints: z.optional(ReorderPoints),
});
type ErpSeed = z.infer<typeof ErpSeed>;
type BookedLine = z.infer<typeof erp.correctGoodsReceipt.input>['lines'][number];

/** A receipt books its lines (1), a correction takes them back (-1). */
interface GoodsReceipt {
  readonly documentId: string;
  readonly site: string;
  readonly reference: string;
  readonly sign: 1 | -1;
  readonly lines: readonly BookedLine[];
  readonly reversedBy?: string;
}
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
  const planning = new Map<string, Planning>();
  /** Every line that was booked, oldest first: the book is their sum. */
  const postings: (Posting & { readonly site: string })[] = [];
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
  const onOrder = (sku: string, site: string) =>
    [...lines.values()].flatMap(({ poId, poLine, ordered, receivedBefore, confirmed, ...line }) => {
      const order = orders.get(poId);
      const open = Math.max(0, ordered - receivedBefore);
      if (line.sku !== sku || order?.shipToSite !== site || order.status !== 'open' || open === 0) return [];
      return [{ poId, poLine, open, confirmed: Math.max(0, confirmed - receivedBefore) }];
    });
  const bookLines = (
    site: string,
    documentId: string,
    booked: readonly Pick<Posting, 'effectKey' | 'sku' | 'quantity'>[],
    sign: number,
  ) => {
    for (const { effectKey, sku, quantity } of booked)
      postings.push({ site, documentId, effectKey, sku, quantity: sign * quantity });
  };
  const transfers = transferModel({ nextNumber: () => number('STO'), items, bookLines });
  const post = (site: string, documentId: string, booked: readonly BookedLine[], sign: number) => {
    bookLines(site, documentId, booked, sign);
    receive(booked, sign);
  };
  const book = (
    site: string,
    prefix: string,
    reference: string,
    booked: readonly BookedLine[],
    sign: 1 | -1,
  ) => {
    const documentId = number(prefix);
    receipts.set(documentId, { documentId, site, reference, sign, lines: booked });
    post(site, documentId, booked, sign);
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
      lookUpBook({ skus }, site) {
        const bySku = Map.groupBy(
          postings.filter((posting) => posting.site === site && skus.includes(posting.sku)),
          ({ sku }) => sku,
        );
        return {
          book: [...bySku].map(([sku, ofSku]) => ({
            sku,
            quantity: ofSku.reduce((sum, { quantity }) => sum + quantity, 0),
          })),
        };
      },
      lookUpPostings({ items: asked, latest }, site) {
        const found = asked.flatMap(({ sku, effectKeys }) => {
          const ofItem = postings.filter((posting) => posting.site === site && posting.sku === sku);
          const first = ofItem.length - latest;
          return ofItem.filter(({ effectKey }, index) => index >= first || effectKeys.includes(effectKey));
        });
        return { postings: found.map(({ site: _, ...posting }) => posting) };
      },
      postGoodsReceipt({ reference, lines: received }, site) {
        for (const line of received) requireItem(line);
        return book(site, 'GR', reference, received, 1);
      },
      correctGoodsReceipt({ reference, lines: taken }, site) {
        for (const line of taken) requireItem(line);
        requireBooked(taken);
        return book(site, 'GRC', reference, taken, -1);
      },
      reverseGoodsReceipt({ documentId }) {
        const receipt = receipts.get(documentId);
        if (!receipt) throw new Refusal(404, `goods receipt ${documentId} does not exist`);
        if (receipt.reversedBy) return { documentId: receipt.reversedBy };
        if (receipt.sign === 1) requireBooked(receipt.lines);
        const reversedBy = number('GRR');
        receipts.set(documentId, { ...receipt, reversedBy });
        post(receipt.site, reversedBy, receipt.lines, -receipt.sign);
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
        const documentId = adjustments.file({ ...adjustment, site });
        bookLines(site, documentId, adjustment.lines, 1);
        return { documentId };
      },
      reverseStockAdjustment({ documentId, reason }) {
        const { site, lines: adjusted, takenBack } = adjustments.get(documentId);
        if (takenBack === undefined) bookLines(site, documentId, adjusted, -1);
        adjustments.takeBack(documentId, reason);
        return { documentId };
      },
      lookUpPlanning({ sku }, site) {
        const known = planning.get(sku);
        if (!known) return { planning: null };
        const near = [site, ...known.lanes.map(({ from }) => from)];
        const plans = known.plans
          .filter((plan) => near.includes(plan.site))
          .map((plan) => ({ ...plan, onOrder: [...plan.onOrder, ...onOrder(sku, plan.site)] }));
        return { planning: { ...known, plans } };
      },
      createPurchaseOrder({ supplierId, sku, quantity, unitCost, expectedOn }, site) {
        const poId = number('PO');
        const promisedAt = `${expectedOn}T00:00:00Z`;
        orders.set(poId, { poId, supplierId, shipToSite: site, status: 'open', promisedAt });
        lines.set(lineKey(poId, 1), {
          poId,
          poLine: 1,
          sku,
          ordered: quantity,
          receivedBefore: 0,
          confirmed: 0,
          unitCost,
        });
        return { poId, poLine: 1 };
      },
      cancelPurchaseOrder({ poId }) {
        const order = orders.get(poId);
        if (!order) throw new Refusal(404, `order ${poId} does not exist`);
        const own = [...lines.values()].filter((line) => line.poId === poId);
        const received = own.reduce((sum, { receivedBefore }) => sum + receivedBefore, 0);
        if (order.status !== 'open' || received > 0)
          throw new Refusal(409, `order ${poId} is ${order.status} with ${received} units received`);
        orders.set(poId, { ...order, status: 'cancelled' });
        return { changeId: number('POC') };
      },
      ...transfers.operations,
    },
    seed(data) {
      for (const plan of data.planning ?? []) planning.set(plan.sku, plan);
      transfers.seed(data.reorderPoints ?? []);
      for (const order of data.orders ?? []) orders.set(order.poId, order);
      for (const line of data.lines ?? []) lines.set(lineKey(line.poId, line.poLine), line);
      for (const item of data.items ?? []) items.set(item.sku, item);
      for (const terms of data.returnTerms ?? []) returnTerms.set(terms.sku, terms);
      postings.push(...(data.booked ?? []));
    },
    state: () => ({
      orders: [...orders.values()],
      lines: [...lines.values()],
      items: [...items.values()],
      returnTerms: [...returnTerms.values()],
      receipts: [...receipts.values()],
      changes: [...changes.values()],
      adjustments: adjustments.all(),
      postings,
      transfers: transfers.state(),
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
