import { daysBetween } from '../../../domain/calendar.ts';
import type { PromiseLimits } from '../../../domain/promise-settings.ts';
import type { LineView, NoticeKind } from '../contract.ts';
import type { NoticeLine } from '../plan.ts';
import { type DelayVerdict, endOf } from './delay-rule.ts';

/** A line the customer must hear about, or why not. */
export type LineNotice =
  | { readonly kind: 'NONE'; readonly reason: 'AS_TOLD' | 'FIRST_PROMISE' | 'BELOW_THRESHOLD' | 'NOT_OURS' }
  | { readonly kind: NoticeKind; readonly days?: number };

/**
 * Whom to tell (rule 5.10): a date at least `laterDays` later than the one told last, or `earlierDays` earlier; a delay that
 * was told and is gone is corrected, however small. Limits are inside. Nobody is told of a first promise: the shop shows it.
 */
export function lineNotice(
  view: LineView,
  ends: boolean,
  limits: Pick<PromiseLimits, 'laterDays' | 'earlierDays'>,
): LineNotice {
  const { memory, date, base } = view;
  if (ends || (memory.ended && !memory.ended.told)) return { kind: 'CANCELLED' };
  if (memory.ended || view.live === 0 || view.noLane || !view.acts)
    return { kind: 'NONE', reason: 'NOT_OURS' };
  if (base === undefined) return { kind: 'NONE', reason: 'FIRST_PROMISE' };
  if (date === undefined)
    return memory.told === null ? { kind: 'NONE', reason: 'AS_TOLD' } : { kind: 'DELAYED' };
  if (memory.told === null) return { kind: 'CORRECTED' };
  const days = daysBetween(base, date);
  if (days === 0) return { kind: 'NONE', reason: 'AS_TOLD' };
  const isFirst = memory.told === undefined && view.promisedAt === undefined;
  if (isFirst && days < 0) return { kind: 'NONE', reason: 'FIRST_PROMISE' };
  if (days >= limits.laterDays.value) return { kind: 'DELAYED', days };
  const told = memory.delays.at(-1);
  const isGone = told?.to === base && date <= told.from;
  if (-days >= limits.earlierDays.value || isGone)
    return { kind: told?.to === base ? 'CORRECTED' : 'EARLIER', days };
  return { kind: 'NONE', reason: 'BELOW_THRESHOLD' };
}

/** What the message says of a line. */
export function noticeLine(
  view: LineView,
  kind: NoticeKind,
  verdict: DelayVerdict,
  zone: string,
): NoticeLine {
  const { orderLineId, base, date, memory } = view;
  const { oldDate, cancelAt } = verdict;
  const duty =
    kind === 'DELAYED' && verdict.kind === 'CONSENT' && oldDate !== undefined && cancelAt !== undefined
      ? { oldDate, cancelAt, ...(date === undefined ? {} : { newDate: date }) }
      : undefined;
  // An older question that is still open is due first.
  const kept = memory.duty && duty && memory.duty.cancelAt < duty.cancelAt ? memory.duty : duty;
  return {
    orderLineId,
    kind,
    ...(base === undefined ? {} : { from: base }),
    ...(date === undefined || kind === 'CANCELLED' ? {} : { date, fallsDueAt: endOf(date, zone) }),
    ...(kept === undefined ? {} : { duty: kept }),
  };
}

/** The word a message of several lines goes under. */
export function kindOf(kinds: readonly NoticeKind[]): NoticeKind | undefined {
  const order: readonly NoticeKind[] = ['CANCELLED', 'DELAYED', 'CORRECTED', 'EARLIER'];
  return order.find((kind) => kinds.includes(kind));
}
