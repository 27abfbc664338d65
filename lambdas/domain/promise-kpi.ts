/**
 * Promise breaches by both definitions of section 8, over orders due in a window: delivered (or still open) after the first
 * promise; and after the latest promise that was told early enough. Dates are the customer's calendar dates, the window's
 * ends are inside. `n` is shown with every rate, and the rate of nothing is empty.
 */

import type { Envelope } from '../../events/envelope.ts';
import {
  CustomerNotified,
  OrderLineCancelled,
  PromiseBreached,
  PromiseChanged,
  PromiseMade,
} from '../../events/promise.ts';

/** What is known of one order line's promises. Cancelled lines are due no more. */
export interface PromiseHistory {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly firstPromisedAt: string;
  /** Promises told to the customer, with the moments they were told and fell due. */
  readonly told: readonly {
    readonly promisedAt: string;
    readonly toldAt: string;
    readonly fallsDueAt: string;
  }[];
  /** The date of delivery; absent while it is open. */
  readonly deliveredOn?: string;
  /** Promises that are known to have passed unkept, where nobody tells the date of delivery. */
  readonly broken?: readonly string[];
}

export interface BreachRate {
  readonly n: number;
  readonly breached: number;
  /** As an exact fraction; absent for n = 0. */
  readonly rate?: { readonly numerator: number; readonly denominator: number };
}

export interface BreachRates {
  readonly first: BreachRate;
  readonly latest: BreachRate;
}

/** `today` is the date up to which open lines count as late; `toldMinutes` how early a promise must have been told. */
export function promiseBreachRates(
  histories: readonly PromiseHistory[],
  window: { readonly from: string; readonly to: string },
  today: string,
  toldMinutes: number,
): BreachRates {
  return {
    first: rateOf(histories, window, today, ({ firstPromisedAt }) => firstPromisedAt),
    latest: rateOf(histories, window, today, (history) => latestInTime(history, toldMinutes)),
  };
}

/** The promise the customer could count on: the last one that was told early enough. At the limit is early enough. */
function latestInTime({ told }: PromiseHistory, toldMinutes: number): string | undefined {
  return told
    .filter(({ toldAt, fallsDueAt }) => Date.parse(fallsDueAt) - Date.parse(toldAt) >= toldMinutes * 60_000)
    .toSorted((a, b) => Date.parse(a.toldAt) - Date.parse(b.toldAt))
    .at(-1)?.promisedAt;
}

/** An order is due when one of its lines is, and breached when one of those is late. */
function rateOf(
  histories: readonly PromiseHistory[],
  { from, to }: { readonly from: string; readonly to: string },
  today: string,
  promiseOf: (history: PromiseHistory) => string | undefined,
): BreachRate {
  const due = histories.flatMap((history) => {
    const promise = promiseOf(history);
    if (promise === undefined || promise < from || promise > to) return [];
    const isLate = history.broken?.includes(promise) ?? (history.deliveredOn ?? today) > promise;
    return [{ orderId: history.orderId, isLate }];
  });
  const n = new Set(due.map(({ orderId }) => orderId)).size;
  const breached = new Set(due.filter(({ isLate }) => isLate).map(({ orderId }) => orderId)).size;
  return { n, breached, ...(n === 0 ? {} : { rate: { numerator: breached, denominator: n } }) };
}

/**
 * Histories from the events of the bus, in any order and with repetitions: a promise is broken when `PromiseBreached` says so.
 * The first promise counts as told in time, since the customer ordered by it. Lines that were cancelled are left out, and
 * so are those nothing was promised of.
 */
export function promiseHistories(events: readonly Envelope[]): readonly PromiseHistory[] {
  const lines = new Map<string, LineEvents>();
  const of = (orderId: string, orderLineId: string) => {
    const line = lines.get(orderLineId) ?? { orderId, first: [], told: [], broken: [], isCancelled: false };
    lines.set(orderLineId, line);
    return line;
  };
  for (const event of events) {
    if (event.type === PromiseMade.type) {
      const { orderId, orderLineId, promisedAt } = PromiseMade.data.parse(event.data);
      of(orderId, orderLineId).first.push(promisedAt);
    } else if (event.type === PromiseChanged.type) {
      const { orderId, orderLineId, firstPromisedAt } = PromiseChanged.data.parse(event.data);
      of(orderId, orderLineId).first.push(firstPromisedAt);
    } else if (event.type === CustomerNotified.type) {
      const notified = CustomerNotified.data.parse(event.data);
      for (const { orderLineId, promisedAt, fallsDueAt } of notified.lines)
        if (promisedAt !== undefined && fallsDueAt !== undefined)
          of(notified.orderId, orderLineId).told.push({ promisedAt, toldAt: event.time, fallsDueAt });
    } else if (event.type === PromiseBreached.type) {
      const { orderId, orderLineId, promisedAt, promise } = PromiseBreached.data.parse(event.data);
      const line = of(orderId, orderLineId);
      line.broken.push(promisedAt);
      if (promise === 'FIRST') line.first.push(promisedAt);
    } else if (event.type === OrderLineCancelled.type) {
      const { orderId, orderLineId } = OrderLineCancelled.data.parse(event.data);
      of(orderId, orderLineId).isCancelled = true;
    }
  }
  return [...lines].flatMap(([orderLineId, { orderId, first, told, broken, isCancelled }]) => {
    const firstPromisedAt = first.toSorted()[0];
    if (firstPromisedAt === undefined || isCancelled) return [];
    const ordered = {
      promisedAt: firstPromisedAt,
      toldAt: LONG_AGO,
      fallsDueAt: `${firstPromisedAt}T00:00:00.000Z`,
    };
    return [{ orderId, orderLineId, firstPromisedAt, told: [ordered, ...told], broken }];
  });
}

interface LineEvents {
  readonly orderId: string;
  readonly first: string[];
  readonly told: { promisedAt: string; toldAt: string; fallsDueAt: string }[];
  readonly broken: string[];
  isCancelled: boolean;
}

/** Before any message: the order itself told the first promise. */
const LONG_AGO = '1970-01-01T00:00:00.000Z';
