import type { Order } from '../../../adapters/oms/port.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { LineMemory, LineView, ReviewCase } from '../contract.ts';
import type { PlannedEnding, PlannedPromise } from '../plan.ts';
import { type DelayVerdict, delayVerdict } from './delay-rule.ts';
import { endingReason } from './endings.ts';
import { type LineNotice, lineNotice } from './notices.ts';
import { recordOf } from './record.ts';

export interface JudgedLine {
  readonly view: LineView;
  /** What is remembered of it, before anything is done. */
  readonly memory: LineMemory;
  readonly verdict: DelayVerdict;
  readonly ends?: PlannedEnding['reason'];
  readonly promise?: PlannedPromise;
  readonly notice: LineNotice;
  /** Its offer has nothing left to ask. */
  readonly dropsOffer: boolean;
  /** It is where the customer was first told it would be. */
  readonly isQuiet: boolean;
  /** What somebody must settle with the customer. */
  readonly errand?: string;
  readonly records: readonly DecisionRecord[];
}

/** For each line: does its date move, does the law want a consent, does it end, must the customer hear of it. */
export function judgeLines(
  given: ReviewCase,
  order: Order,
  views: readonly LineView[],
): readonly JudgedLine[] {
  return views.map((before) => {
    const { memory, errand } = settled(before, given.now);
    const view = { ...before, memory };
    const { country, zone } = order.destination;
    const verdict: DelayVerdict =
      view.live === 0 || view.noLane || memory.ended
        ? { kind: 'NONE', reason: 'NO_DELAY' }
        : delayVerdict(
            { country, zone, oldDate: view.base, newDate: view.date, memory },
            given.limits.delayRule.value,
          );
    const ends = endingReason(view, verdict, given.now);
    const notice = lineNotice(view, ends !== undefined, given.limits);
    const promise = ends ? undefined : promiseOf(given, view, notice);
    return {
      view,
      memory: ends ? { ...memory, ending: ends } : memory,
      verdict,
      ...(ends ? { ends } : {}),
      ...(promise ? { promise } : {}),
      notice,
      ...(errand === undefined ? {} : { errand }),
      dropsOffer: ends !== undefined || isPointless(view, given.now),
      isQuiet:
        view.date !== undefined && !ends && view.date <= (memory.delays[0]?.from ?? view.base ?? view.date),
      records: recordsOf(given, order, view, verdict, notice, ends),
    };
  });
}

/**
 * What the goods have settled: a consent is owed no more once they come by the old date or have left, and what is being
 * picked cannot be cancelled any more: somebody tells the customer, and a case has it leave or be taken back when the time
 * for a consent is over.
 */
function settled(view: LineView, now: string): { memory: LineMemory; errand?: string } {
  const { duty, offer, ending, ...rest } = view.memory;
  const { live, released, date, noLane, acts, orderLineId } = view;
  const isOwed = duty !== undefined && live > 0 && (noLane || date === undefined || date > duty.oldDate);
  const isTooLate = ending !== undefined && live - released <= 0 && !rest.ended;
  const isPicked = live > 0 && live - released <= 0;
  const hasLapsed = isOwed && isPicked && acts && duty.cancelAt <= now;
  return {
    memory: {
      ...rest,
      ...(isOwed ? { duty } : {}),
      ...(hasLapsed ? { lapsed: duty.oldDate } : {}),
      ...(offer ? { offer } : {}),
      ...(ending && !isTooLate ? { ending } : {}),
    },
    ...(isTooLate && ending === 'CUSTOMER'
      ? { errand: `Order line ${orderLineId} was cancelled by the customer when it was on its way` }
      : {}),
  };
}

/** An offer has nothing left to ask: its time is over, the line is, or the delay it was made for is. */
function isPointless({ memory, live, date, base }: LineView, now: string): boolean {
  const { offer, ended, delays } = memory;
  if (!offer) return false;
  const before = delays.at(-1)?.from ?? base;
  const isGone = date !== undefined && before !== undefined && date <= before;
  return offer.expiresAt <= now || ended !== undefined || live === 0 || isGone;
}

function promiseOf(given: ReviewCase, view: LineView, notice: LineNotice): PlannedPromise | undefined {
  const { orderLineId, sku, site, promisedAt, date, availability, memory, live, noLane, acts } = view;
  if (live === 0 || noLane || !acts || memory.ended || date === promisedAt) return undefined;
  if (date === undefined && memory.unknown) return undefined;
  const firstPromisedAt = view.firstPromisedAt ?? promisedAt ?? date;
  if (firstPromisedAt === undefined) return undefined;
  return {
    orderLineId,
    sku,
    site,
    firstPromisedAt,
    reason: given.causes.map(({ reason }) => reason).join(', ') || 'REVIEW',
    ...(promisedAt === undefined ? {} : { from: promisedAt }),
    ...(date === undefined ? {} : { to: date }),
    ...(promisedAt === undefined ? { told: (notice.kind === 'NONE' ? date : view.base) ?? date } : {}),
    ...(date === undefined || !availability ? {} : { confidence: availability.confidence }),
  };
}

function recordsOf(
  given: ReviewCase,
  order: Order,
  view: LineView,
  verdict: DelayVerdict,
  notice: LineNotice,
  ends: PlannedEnding['reason'] | undefined,
): DecisionRecord[] {
  const { index: line, orderLineId, sku, live, allocated, promisedAt, firstPromisedAt } = view;
  const { base, date, availability } = view;
  const limits = given.stock.find(({ site }) => site === view.site)?.limits ?? given.limits;
  const promised = recordOf(given, 'promise-date', {
    line,
    inputs: { orderLineId, sku, live, allocated, promisedAt, firstPromisedAt, causes: given.causes },
    limits,
    thresholds: ['atpMethod', 'pickLeadMinutes', 'overdueSupplyDays'],
    result: {
      date: date ?? 'UNKNOWN',
      ...availability,
      ...(view.noLane ? { noLane: `${view.site} to ${order.destination.country}` } : {}),
    },
  });
  const { memory } = view;
  const ruled = recordOf(given, 'delay-rule', {
    line,
    inputs: {
      country: order.destination.country,
      oldDate: base,
      newDate: date ?? 'UNKNOWN',
      delaysTold: memory.delays.length,
      consent: memory.consent ?? 'NONE',
      duty: memory.duty ?? 'NONE',
    },
    limits: given.limits,
    thresholds: ['delayRule', 'laterDays', 'earlierDays'],
    result: { ...verdict, notice, ends: ends ?? 'NO' },
  });
  return [promised, ruled];
}
