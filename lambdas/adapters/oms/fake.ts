import * as z from 'zod/mini';
import { identifier, timestamp } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { allocationBook } from './fake-allocations.ts';
import { demandOf, type KeptLine, KeptOrder, openUnits, orderBook } from './fake-orders.ts';
import { KeptSourcing, sourcingBook } from './fake-sourcing.ts';
import { Order, oms, Sale } from './port.ts';

/** How the payment provider answers the next renewals of an order. */
const Renewal = z.discriminatedUnion('result', [
  z.object({ orderId: identifier, result: z.literal('renewed'), expiresAt: timestamp }),
  z.object({ orderId: identifier, result: z.literal('declined'), reason: z.string() }),
]);

const OmsSeed = z.object({
  orders: z.optional(z.array(KeptOrder)),
  renewals: z.optional(z.array(Renewal)),
  sourcing: z.optional(z.array(KeptSourcing)),
  sales: z.optional(z.array(Sale)),
});
type OmsSeed = z.infer<typeof OmsSeed>;

/** Renewed for a week from the old end, where the seed says nothing else. */
const RENEWED_FOR_MS = 7 * 24 * 60 * 60 * 1_000;

/** An OMS: orders with holds, who is promised what, which units belong to whom and which may be picked. */
export function omsFake(): FakeSystem {
  return fakeSystem(oms, OmsSeed, omsModel());
}

function omsModel(): SystemModel<typeof oms, OmsSeed> {
  const number = numbering();
  const orders = orderBook();
  const allocations = allocationBook(orders, number);
  const sourcing = sourcingBook(orders, allocations, number);
  const renewals = new Map<string, z.infer<typeof Renewal>>();
  const sales = new Map<string, Sale>();
  const promises = fakeDocuments<InputOf<typeof oms.setPromise>>('promise', () => number('PRM'));
  const cancellations = fakeDocuments<InputOf<typeof oms.cancelLine>>('cancellation', () => number('CAN'));

  /** A line with the promise that stands; what the seed says was promised before any other. */
  const withPromise = (line: KeptLine): KeptLine => {
    const made = promises.standing().filter(({ orderLineId }) => orderLineId === line.orderLineId);
    const promisedAt = made.at(-1)?.promisedAt ?? line.promisedAt;
    const firstPromisedAt = line.firstPromisedAt ?? line.promisedAt ?? made[0]?.promisedAt;
    return { ...line, ...(promisedAt && { promisedAt }), ...(firstPromisedAt && { firstPromisedAt }) };
  };
  const shown = (order: KeptOrder): KeptOrder => ({ ...order, lines: order.lines.map(withPromise) });

  return {
    operations: {
      ...allocations.operations,
      ...sourcing.operations,
      lookUpOrders: ({ orderIds }) => ({
        orders: orders
          .all()
          .filter(({ orderId }) => orderIds.includes(orderId))
          // Without what only ranking looks at.
          .map((order) => Order.parse(shown(order))),
      }),
      lookUpSales: ({ orderIds }) => ({
        sales: [...sales.values()].filter(({ orderId }) => orderIds.includes(orderId)),
      }),
      lookUpDemand({ skus, after = '', limit }, site) {
        const lines = orders
          .all()
          .filter(({ status }) => status === 'open')
          .flatMap((order) =>
            order.lines
              .filter((line) => line.site === site && skus.includes(line.sku))
              .filter((line) => openUnits(line) + line.allocated > 0)
              .map((line) => demandOf(order, withPromise(line))),
          );
        if (limit === undefined) return { lines };
        const left = lines
          .filter(({ orderLineId }) => orderLineId > after)
          .sort((a, b) => (a.orderLineId < b.orderLineId ? -1 : 1));
        const page = left.slice(0, limit);
        const next = page.at(-1)?.orderLineId;
        return { lines: page, ...(left.length > limit && next !== undefined && { next }) };
      },
      renewAuthorization({ orderId, authorizationId }) {
        const order = orders.order(orderId);
        const { payment } = order;
        if (payment?.authorizationId !== authorizationId)
          throw new Refusal(
            409,
            `order ${orderId} has ${payment ? `authorization ${payment.authorizationId}` : 'no authorization'}: ${authorizationId} cannot be renewed`,
          );
        const renewal = renewals.get(orderId);
        if (renewal?.result === 'declined') return { result: 'declined', reason: renewal.reason };
        const expiresAt =
          renewal?.expiresAt ?? new Date(Date.parse(payment.expiresAt) + RENEWED_FOR_MS).toISOString();
        const renewed = { authorizationId: number('AUT'), expiresAt };
        orders.put({ ...order, payment: { ...payment, ...renewed } });
        return { result: 'renewed', ...renewed };
      },
      setPromise(promise, site) {
        const previous = withPromise(orders.openLine(promise.orderLineId, site).line).promisedAt;
        return { promiseId: promises.file(promise), ...(previous === undefined ? {} : { previous }) };
      },
      revertPromise({ promiseId, reason }) {
        promises.takeBack(promiseId, reason);
        return { promiseId };
      },
      cancelLine(cancellation, site) {
        const { orderLineId, quantity } = cancellation;
        const { line } = orders.openLine(orderLineId, site);
        const open = openUnits(line);
        if (quantity > open)
          throw new Refusal(
            409,
            `order line ${orderLineId} has ${open} units open and ${line.allocated} allocated: take allocated units away before ${quantity} are cancelled`,
          );
        orders.changeLine(orderLineId, { cancelled: line.cancelled + quantity });
        return { cancellationId: cancellations.file(cancellation) };
      },
      split({ orderId, orderLineIds }) {
        const order = orders.order(orderId);
        if (order.status !== 'open' || !order.splitAllowed)
          throw new Refusal(
            409,
            `order ${orderId} may not be split: it is ${order.status}, and its customer ${order.splitAllowed ? 'allows' : 'refuses'} it`,
          );
        const isMoved = ({ orderLineId }: KeptLine) => orderLineIds.includes(orderLineId);
        const moved = order.lines.filter(isMoved);
        const unknown = orderLineIds.find((id) => !moved.some(({ orderLineId }) => orderLineId === id));
        if (unknown) throw new Refusal(404, `order ${orderId} has no line ${unknown}`);
        if (moved.length === 0 || moved.length === order.lines.length)
          throw new Refusal(
            422,
            `order ${orderId} has ${order.lines.length} lines: ${moved.length} of them cannot be split off`,
          );
        const released = moved.find((line) => line.released > 0);
        if (released)
          throw new Refusal(
            409,
            `order line ${released.orderLineId} is released: its release must be retracted first`,
          );
        const newOrderId = `${orderId}-${number('S')}`;
        orders.put({ ...order, lines: order.lines.filter((line) => !isMoved(line)) });
        orders.put({ ...order, orderId: newOrderId, lines: moved });
        return { orderId: newOrderId };
      },
    },
    seed(data) {
      for (const order of data.orders ?? []) {
        orders.put(order);
        allocations.seed(order.lines.map(({ orderLineId }) => orderLineId));
      }
      sourcing.seed(data.sourcing ?? []);
      for (const sale of data.sales ?? []) sales.set(sale.orderLineId, sale);
      for (const renewal of data.renewals ?? []) renewals.set(renewal.orderId, renewal);
    },
    state: () => ({
      orders: orders.all().map(shown),
      ...allocations.state(),
      ...sourcing.state(),
      sales: [...sales.values()],
      promises: promises.all(),
      cancellations: cancellations.all(),
    }),
  };
}
