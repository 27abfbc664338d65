import type { Order, OrderLine } from '../../../adapters/oms/port.ts';
import { addDays, localDate } from '../../../domain/calendar.ts';
import {
  type Availability,
  type AvailabilityBook,
  atpOf,
  availabilityOf,
} from '../../../domain/promise-atp.ts';
import { bestLane, readyAt } from '../../../domain/promise-transit.ts';
import type { LineMemory, LineView, ReviewCase, SiteStock } from '../contract.ts';
import { isAhead } from './rank.ts';

/**
 * When each line of an order arrives: the earliest date its open units are there after everybody ahead of them was served,
 * plus pick lead, plus transit; never before the date the customer wants. An order that ships complete has one date.
 */
export function viewLines(given: ReviewCase, order: Order): readonly LineView[] {
  const views = order.lines.map((line, index) => viewLine(given, order, line, index + 1));
  if (!order.shipComplete) return views;
  const live = views.filter((view) => view.live > 0);
  const isUnknown = live.some(({ date }) => date === undefined);
  const last = live
    .flatMap(({ date }) => date ?? [])
    .sort()
    .at(-1);
  return views.map((view) => {
    if (view.live === 0) return view;
    const { date: _, ...rest } = view;
    return isUnknown || last === undefined ? rest : { ...rest, date: last };
  });
}

function viewLine(given: ReviewCase, order: Order, line: OrderLine, index: number): LineView {
  const { orderLineId, sku, site, allocated, released, promisedAt, firstPromisedAt, unitPrice } = line;
  const live = line.ordered - line.shipped - line.cancelled;
  const memory = memoryOf(given, line);
  const stock = given.stock.find((entry) => entry.site === site);
  const arrival = live > 0 && stock ? arrivalOf(given, order, line, live, stock) : onItsWay(given, line);
  const base = memory.told ?? promisedAt ?? lawfulDate(given, order);
  return {
    index,
    orderLineId,
    sku,
    site,
    live,
    allocated,
    released,
    shipped: line.shipped,
    unitPrice,
    memory,
    acts: stock?.acts ?? false,
    now: 0,
    noLane: false,
    delivered: isDelivered(given, line, live),
    ...(base === undefined ? {} : { base }),
    ...(promisedAt === undefined ? {} : { promisedAt }),
    ...(firstPromisedAt === undefined ? {} : { firstPromisedAt }),
    ...arrival,
  };
}

type Arrival = Partial<Pick<LineView, 'availability' | 'date' | 'now' | 'noLane'>>;

function arrivalOf(
  given: ReviewCase,
  order: Order,
  line: OrderLine,
  live: number,
  stock: SiteStock,
): Arrival {
  const { atpMethod, pickLeadMinutes } = stock.limits;
  const book = bookOf(given, line.sku, stock, line.orderLineId);
  const open = live - line.allocated;
  const lead = answersAt(given, line.site)?.leads.find(({ sku }) => sku === line.sku)?.supplierLeadDays;
  const availability: Availability | undefined =
    open <= 0
      ? { on: book.today, confidence: 'HIGH', basis: 'ON_HAND' }
      : availabilityOf(book, open, atpMethod.value, lead);
  const atOnce = line.allocated + Math.min(Math.max(0, open), unitsToday(book, atpMethod.value));
  const now = Math.floor(atOnce / line.packSize) * line.packSize;
  if (!availability) return { now };
  const { postalCode, country } = order.destination;
  const lanes = (answersAt(given, line.site)?.transits ?? []).filter(
    (transit) =>
      transit.site === line.site && transit.postalCode === postalCode && transit.country === country,
  );
  const ready = readyAt(availability.on, given.now, stock.calendar, pickLeadMinutes.value);
  const best = bestLane(ready, lanes);
  // What a carrier's master data lacks is nobody's delay: the standing promise stays.
  if (!best) return { availability, now, noLane: true, ...(line.promisedAt && { date: line.promisedAt }) };
  const wanted = stock.demand.find(({ orderLineId }) => orderLineId === line.orderLineId)?.dueAt;
  const date = wanted !== undefined && wanted > best.on ? wanted : best.on;
  return { availability, now, date };
}

/** Stock, supply and the demand ahead of a line; of an item no line of the order has, all demand is ahead. */
export function bookOf(
  given: ReviewCase,
  sku: string,
  stock: SiteStock,
  orderLineId?: string,
): AvailabilityBook {
  const today = localDate(stock.calendar.zone, given.now);
  const overdue = addDays(today, stock.limits.overdueSupplyDays.value);
  const demand = stock.demand.filter((line) => line.sku === sku);
  const own = demand.find((line) => line.orderLineId === orderLineId);
  const ahead = demand.filter(
    (line) => line.orderLineId !== orderLineId && line.open > 0 && (!own || isAhead(line, own, today)),
  );
  return {
    today,
    onHand: stock.onHand[sku] ?? 0,
    supply: (answersAt(given, stock.site)?.supply ?? [])
      .filter((supply) => supply.sku === sku)
      .map(({ quantity, dueAt, confirmed }) =>
        dueAt < today ? { on: overdue, quantity, confirmed: false } : { on: dueAt, quantity, confirmed },
      ),
    demand: [
      // Allocated units are still on the shelf and nobody else's.
      ...demand.filter((line) => line.allocated > 0).map((line) => ({ on: today, quantity: line.allocated })),
      ...ahead.map((line) => ({ on: line.promisedAt ?? line.dueAt, quantity: line.open })),
    ],
  };
}

/** Units of stock on hand nobody ahead needs. */
export function unitsToday(book: AvailabilityBook, method: Parameters<typeof atpOf>[1]): number {
  return atpOf({ ...book, supply: [] }, method)[0]?.quantity ?? 0;
}

const answersAt = (given: ReviewCase, site: string) =>
  given.answers.sites.find((answers) => answers.site === site);

/** Goods that left arrive when their carrier says; without its word the promise stands. */
function onItsWay(given: ReviewCase, line: OrderLine): Arrival {
  const eta = given.answers.shipments
    .flatMap(({ eta }) => eta ?? [])
    .sort()
    .at(-1);
  const date = eta ?? line.promisedAt;
  return date === undefined ? {} : { date };
}

function isDelivered({ answers }: ReviewCase, line: OrderLine, live: number): boolean {
  if (live > 0 || line.shipped === 0) return false;
  const shipments = answers.shipments.filter(({ status }) => status !== 'void');
  return shipments.length > 0 && shipments.every(({ status }) => status === 'delivered');
}

/** A line nobody remembers was told the date the OMS has. */
export function memoryOf({ body }: ReviewCase, { orderLineId, promisedAt }: OrderLine): LineMemory {
  const known = body.lines.find((line) => line.orderLineId === orderLineId);
  if (known) return known;
  const told = promisedAt === undefined ? {} : { told: promisedAt, toldInTime: promisedAt };
  return { orderLineId, delays: [], breached: {}, ...told };
}

/** Where no date was promised and the law sets one (16 CFR 435.2(a)). */
function lawfulDate({ limits }: ReviewCase, order: Order): string | undefined {
  const { countries, shipWithinDays } = limits.delayRule.value;
  const { country, zone } = order.destination;
  return countries.includes(country) ? addDays(localDate(zone, order.placedAt), shipWithinDays) : undefined;
}
