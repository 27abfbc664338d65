import * as z from 'zod/mini';
import { calendarDate, money } from '../../../events/envelope.ts';
import { Refusal } from '../fake-system.ts';
import { type DemandLine, Order, OrderLine, Segment } from './port.ts';

const count = z._default(z.int().check(z.nonnegative()), 0);

/** An order line as the OMS keeps it: what ranks it beside what is ordered. */
const KeptLine = z
  .extend(OrderLine, {
    allocated: count,
    released: count,
    shipped: count,
    cancelled: count,
    /** The date the customer wants the goods. */
    dueAt: calendarDate,
    penalty: money,
    segment: Segment,
  })
  .check(
    z.refine(
      ({ ordered, allocated, shipped, cancelled }) => allocated + shipped + cancelled <= ordered,
      'no more units allocated, shipped and cancelled than ordered',
    ),
    z.refine(({ allocated, released }) => released <= allocated, 'no more units released than allocated'),
  );
export type KeptLine = z.infer<typeof KeptLine>;
export const KeptOrder = z.extend(Order, { lines: z.array(KeptLine) });
export type KeptOrder = z.infer<typeof KeptOrder>;

export const openUnits = ({ ordered, allocated, shipped, cancelled }: KeptLine): number =>
  ordered - allocated - shipped - cancelled;

/** Orders by number, and their lines by theirs. */
export function orderBook() {
  const orders = new Map<string, KeptOrder>();

  const order = (orderId: string): KeptOrder => {
    const found = orders.get(orderId);
    if (!found) throw new Refusal(404, `order ${orderId} does not exist`);
    return found;
  };
  const find = (orderLineId: string): { order: KeptOrder; line: KeptLine } => {
    for (const found of orders.values()) {
      const line = found.lines.find((entry) => entry.orderLineId === orderLineId);
      if (line) return { order: found, line };
    }
    throw new Refusal(404, `order line ${orderLineId} does not exist`);
  };
  return {
    all: () => [...orders.values()],
    order,
    find,
    put: (changed: KeptOrder) => void orders.set(changed.orderId, changed),
    /** The line of an order that is open, at the site that ships it. */
    openLine(orderLineId: string, site: string) {
      const found = find(orderLineId);
      const { orderId, status } = found.order;
      if (status !== 'open')
        throw new Refusal(409, `order ${orderId} is ${status}: only an open order takes changes`);
      if (found.line.site !== site)
        throw new Refusal(422, `order line ${orderLineId} ships from ${found.line.site}, not ${site}`);
      return found;
    },
    changeLine(orderLineId: string, change: Partial<KeptLine>) {
      const { order: changed } = find(orderLineId);
      const lines = changed.lines.map((line) =>
        line.orderLineId === orderLineId ? { ...line, ...change } : line,
      );
      const isCancelled = lines.every(({ ordered, cancelled }) => ordered === cancelled);
      orders.set(changed.orderId, {
        ...changed,
        lines,
        status: isCancelled ? 'cancelled' : changed.status,
      });
    },
  };
}
export type OrderBook = ReturnType<typeof orderBook>;

export function demandOf(order: KeptOrder, line: KeptLine): DemandLine {
  const { orderId, customerId, placedAt, serviceTier, shipComplete, holds, payment } = order;
  const { orderLineId, sku, packSize, allocated, released, dueAt, penalty, segment } = line;
  const { promisedAt, firstPromisedAt, minimumLifeDays } = line;
  return {
    orderId,
    orderLineId,
    customerId,
    sku,
    packSize,
    open: openUnits(line),
    allocated,
    released,
    dueAt,
    orderedAt: placedAt,
    serviceTier,
    penalty,
    segment,
    shipComplete,
    holds,
    ...(promisedAt === undefined ? {} : { promisedAt }),
    ...(firstPromisedAt === undefined ? {} : { firstPromisedAt }),
    ...(minimumLifeDays === undefined ? {} : { minimumLifeDays }),
    ...(payment === undefined ? {} : { payment }),
  };
}
