import { addDays } from './calendar.ts';

/**
 * What can be promised of one item at one site (rule 5.10). Quantities are base units, dates calendar dates of the site;
 * a date before `today` counts as today.
 */

/** Units that come or go on a date. */
export interface Flow {
  readonly on: string;
  readonly quantity: number;
}

export interface SupplyFlow extends Flow {
  /** The supplier has said so. */
  readonly confirmed: boolean;
}

export interface AvailabilityBook {
  readonly today: string;
  readonly onHand: number;
  readonly supply: readonly SupplyFlow[];
  /** What must be served before or beside the quantity in question. */
  readonly demand: readonly Flow[];
}

/** From this date on so many units can be promised, until the next step. */
export interface AtpStep {
  readonly from: string;
  readonly quantity: number;
}

/** How the tenant counts: see `cumulativeAtp` and `periodAtp`. */
export type AtpMethod = 'CUMULATIVE' | 'PERIOD' | 'PERIOD_ACCUMULATED';

export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';

export interface Availability {
  readonly on: string;
  /** HIGH: on hand · MEDIUM: confirmed supply · LOW: unconfirmed supply, or the supplier's lead. */
  readonly confidence: Confidence;
  readonly basis: 'ON_HAND' | 'SUPPLY' | 'LEAD';
}

/**
 * Cumulative ATP with look-ahead: for each date the least, over that date and every later one, of on hand + supply until
 * then - demand until then; never below zero. It never falls from one step to the next.
 */
export function cumulativeAtp(book: AvailabilityBook): readonly AtpStep[] {
  const steps: AtpStep[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const { from, quantity } of netByDate(book).toReversed()) {
    least = Math.min(least, quantity);
    steps.push({ from, quantity: Math.max(0, least) });
  }
  return steps.reverse();
}

/**
 * Period ATP: a period begins with each date supply comes on; what demand takes beyond a period's own supply is taken from
 * the periods before it, the nearest first. What even they cannot cover is owed by the next supply. With `accumulate` a
 * period also has what the periods before it have left; without it a quantity must come from one period, so two supplies
 * that meet on a later date can serve what each alone cannot.
 */
export function periodAtp(book: AvailabilityBook, accumulate: boolean): readonly AtpStep[] {
  const steps: { from: string; quantity: number }[] = [];
  let owed = 0;
  for (const { from, quantity } of periodsOf(book)) {
    const left = quantity - owed;
    const taken = Math.min(Math.max(0, -left), total(steps));
    takeBackward(steps, taken);
    owed = Math.max(0, -left - taken);
    steps.push({ from, quantity: Math.max(0, left) });
  }
  if (!accumulate) return steps;
  let sum = 0;
  return steps.map(({ from, quantity }) => {
    sum += quantity;
    return { from, quantity: sum };
  });
}

export function atpOf(book: AvailabilityBook, method: AtpMethod): readonly AtpStep[] {
  return method === 'CUMULATIVE' ? cumulativeAtp(book) : periodAtp(book, method === 'PERIOD_ACCUMULATED');
}

/** The first date on which a quantity can be promised. */
export function earliest(steps: readonly AtpStep[], quantity: number): string | undefined {
  return steps.find((step) => step.quantity >= quantity)?.from;
}

/**
 * When a quantity is there. What neither stock nor supply covers before a new order could come is promised for the end of
 * the supplier's lead (CTP); nothing is known of an item without a lead. Losing supply never gives an earlier date.
 */
export function availabilityOf(
  book: AvailabilityBook,
  quantity: number,
  method: AtpMethod,
  supplierLeadDays?: number,
): Availability | undefined {
  const planned = earliest(atpOf(book, method), quantity);
  const bought = supplierLeadDays === undefined ? undefined : addDays(book.today, supplierLeadDays);
  if (planned === undefined || (bought !== undefined && bought < planned))
    return bought === undefined ? undefined : { on: bought, confidence: 'LOW', basis: 'LEAD' };
  const holdsWith = (supply: readonly SupplyFlow[]) => {
    const on = earliest(atpOf({ ...book, supply }, method), quantity);
    return on !== undefined && on <= planned;
  };
  if (holdsWith([])) return { on: planned, confidence: 'HIGH', basis: 'ON_HAND' };
  const isConfirmed = holdsWith(book.supply.filter(({ confirmed }) => confirmed));
  return { on: planned, confidence: isConfirmed ? 'MEDIUM' : 'LOW', basis: 'SUPPLY' };
}

/** On hand + supply - demand up to and with each date something happens on. */
function netByDate({ today, onHand, supply, demand }: AvailabilityBook): AtpStep[] {
  const changes = new Map([[today, onHand]]);
  const add = (on: string, quantity: number) => {
    const date = on < today ? today : on;
    changes.set(date, (changes.get(date) ?? 0) + quantity);
  };
  for (const { on, quantity } of supply) add(on, quantity);
  for (const { on, quantity } of demand) add(on, -quantity);
  let net = 0;
  return [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, quantity]) => {
      net += quantity;
      return { from, quantity: net };
    });
}

/** Supply less demand of each period; the first one begins today, with what is on hand. */
function periodsOf(book: AvailabilityBook): AtpStep[] {
  const { today, onHand, supply, demand } = book;
  const clamp = (on: string) => (on < today ? today : on);
  const starts = [...new Set([today, ...supply.map(({ on }) => clamp(on))])].sort();
  const sumOf = (flows: readonly Flow[], from: string, until: string | undefined) =>
    flows
      .filter(({ on }) => clamp(on) >= from && (until === undefined || clamp(on) < until))
      .reduce((sum, { quantity }) => sum + quantity, 0);
  return starts.map((from, index) => {
    const until = starts[index + 1];
    const stock = index === 0 ? onHand : 0;
    return { from, quantity: stock + sumOf(supply, from, until) - sumOf(demand, from, until) };
  });
}

function total(steps: readonly AtpStep[]): number {
  return steps.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Takes units from the last periods first; there are enough. */
function takeBackward(steps: { quantity: number }[], units: number): void {
  let left = units;
  for (const step of steps.toReversed()) {
    const taken = Math.min(step.quantity, left);
    step.quantity -= taken;
    left -= taken;
  }
}
