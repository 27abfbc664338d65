/**
 * Promise breaches by both definitions of section 8, over orders due in a window: delivered (or still open) after the first
 * promise; and after the latest promise that was told early enough. Dates are the customer's calendar dates, the window's
 * ends are inside. `n` is shown with every rate, and the rate of nothing is empty.
 */

/** What is known of one order line's promises. Cancelled lines are due no more and left out by whoever asks. */
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
    return [{ orderId: history.orderId, isLate: (history.deliveredOn ?? today) > promise }];
  });
  const n = new Set(due.map(({ orderId }) => orderId)).size;
  const breached = new Set(due.filter(({ isLate }) => isLate).map(({ orderId }) => orderId)).size;
  return { n, breached, ...(n === 0 ? {} : { rate: { numerator: breached, denominator: n } }) };
}
