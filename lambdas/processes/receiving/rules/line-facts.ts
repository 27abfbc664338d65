import { localDate } from '../../../domain/calendar.ts';
import { type UnitCost, unitsWorth } from '../../../domain/money.ts';
import { sumUnits, unitsWithin } from '../../../domain/quantity.ts';
import type { CountFact, ReceivingLimits, ReceivingLine, SettleContext } from './line.ts';

/** What a line comes to: its counts and order in the terms the rules of 5.1 use. Everything here is derived, never kept. */

/** Units of one condition and lot, counted at one time. */
export interface Piece {
  readonly condition: 'good' | 'damaged';
  readonly units: number;
  readonly lot?: string;
  readonly expiry?: string;
}

/**
 * ordered: the item is on its order line · substitute: it is a listed substitute for the ordered item, which a person
 * must accept · unplaced: it may belong to several order lines · foreign: it is on no order, or its line was refused.
 */
type LineKind = 'ordered' | 'substitute' | 'unplaced' | 'foreign';

export interface LineFacts {
  readonly kind: LineKind;
  /** Good units before damaged ones, each in the order they were counted. */
  readonly pieces: readonly Piece[];
  readonly good: number;
  readonly damaged: number;
  readonly received: number;
  /** Everybody who counted, so that none of them reviews or recounts. */
  readonly counters: readonly string[];
  readonly recounts: number;
  readonly ordered: number;
  readonly open: number;
  /** Units the supplier's confirmation already left out. */
  readonly announcedShort: number;
  readonly cost: UnitCost;
  readonly limits: ReceivingLimits;
  /** The most units above the order that both limits allow; the limits themselves are inside. */
  readonly overWithin: number;
  /** Calendar days the goods came after the promise; negative when early, absent without a promise. */
  readonly daysLate: number | undefined;
}

export function factsOf(line: ReceivingLine, context: SettleContext): LineFacts {
  const counts = standingCounts(line.counts);
  const good = sumUnits(counts.map((count) => count.good));
  const damaged = sumUnits(counts.map((count) => count.damaged));
  const { orderLine } = line;
  const ordered = orderLine?.ordered ?? 0;
  const limits = line.limits ?? defaultLimits(context);
  const cost = orderLine?.unitCost ?? line.item?.unitCost ?? { minor: 0, per: 1, currency: context.currency };
  const worth =
    cost.currency === limits.overValue.value.currency
      ? (unitsWorth(limits.overValue.value, cost) ?? Number.MAX_SAFE_INTEGER)
      : // Costs in a currency the limit does not speak cannot be weighed: a person looks at them.
        0;
  return {
    kind: kindOf(line),
    pieces: [...piecesOf(counts, 'good', line), ...piecesOf(counts, 'damaged', line)],
    good,
    damaged,
    received: sumUnits([good, damaged]),
    counters: [...new Set(line.counts.map((count) => count.by))],
    recounts: recountRounds(line.counts),
    ordered,
    open: line.open ?? Math.max(0, ordered - (orderLine?.receivedBefore ?? 0)),
    announcedShort: Math.max(0, ordered - (orderLine?.confirmed ?? ordered)),
    cost,
    limits,
    overWithin: Math.min(unitsWithin(ordered, limits.overPercent.value), worth),
    daysLate:
      line.order &&
      daysBetween(localDate(context.zone, line.order.promisedAt), localDate(context.zone, context.arrivedAt)),
  };
}

function kindOf({ accepted, orderLine, sku, candidates }: ReceivingLine): LineKind {
  if (accepted && orderLine) return orderLine.sku === sku ? 'ordered' : 'substitute';
  return !orderLine && candidates && candidates.length > 0 ? 'unplaced' : 'foreign';
}

/**
 * The counts that stand: the last recount with what was counted after it, or all counts. Counts a recount names stay
 * replaced when the dock corrects them later.
 */
export function standingCounts(counts: readonly CountFact[]): readonly CountFact[] {
  const round = Math.max(1, ...counts.map((count) => count.round));
  const recount = counts.filter((count) => count.round === round);
  if (round === 1) return inOrder(recount);
  const since = Math.min(...recount.map((count) => Date.parse(count.at)));
  const replaced = new Set(counts.flatMap((count) => count.replaces ?? []));
  const later = counts.filter(
    (count) => count.round === 1 && Date.parse(count.at) > since && !replaced.has(count.id),
  );
  return [...inOrder(recount), ...inOrder(later)];
}

/** By time, then id: the same counts in any order of arrival are read in one order. */
function inOrder(counts: readonly CountFact[]): CountFact[] {
  return counts.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
}

function recountRounds(counts: readonly CountFact[]): number {
  return new Set(counts.filter((count) => count.round > 1).map((count) => count.round)).size;
}

/** A lot the dock did not write down is the announced one. */
function piecesOf(
  counts: readonly CountFact[],
  condition: Piece['condition'],
  { notice }: ReceivingLine,
): Piece[] {
  return counts
    .filter((count) => count[condition] > 0)
    .map((count) => {
      const lot = count.lot ?? notice?.lot;
      const expiry = count.expiry ?? notice?.expiry;
      return {
        condition,
        units: count[condition],
        ...(lot !== undefined && { lot }),
        ...(expiry !== undefined && { expiry }),
      };
    });
}

/** Whole calendar days from one date to another, both as 2026-03-02. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** Limits of goods that have no order line to resolve them for. */
function defaultLimits({ settings }: SettleContext): ReceivingLimits {
  return Object.fromEntries(
    Object.entries(settings.default).map(([field, value]) => [field, { value, level: 'default' }]),
  ) as unknown as ReceivingLimits;
}
