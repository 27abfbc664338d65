import type { LineView, NextLook, PromiseBody, ReviewCase } from '../contract.ts';
import { fallsDueAt } from './breaches.ts';
import { later } from './contact.ts';

export interface Outlook {
  readonly body: PromiseBody;
  readonly views: readonly LineView[];
  readonly zone: string;
  /** When a message that must wait may go. */
  readonly tellAt?: string;
  /** Ends of old dates by which a customer who was not told yet would have to agree. */
  readonly cancelAt: readonly string[];
  readonly waitsFor?: NextLook['waitsFor'];
  readonly asks: boolean;
  readonly outcome: NextLook['outcome'];
}

/** When to look again, and what the order waits for until then: the most urgent first. Nothing left to wait for ends it. */
export function nextLook(given: ReviewCase, outlook: Outlook): NextLook {
  const { body, views, zone, tellAt, waitsFor, outcome } = outlook;
  const { now } = given;
  const open = views.filter((view) => !isDone(view, zone, now));
  const duties = body.lines.flatMap(({ duty, offer }) => [
    ...(duty ? [duty.cancelAt] : []),
    ...(offer ? [offer.expiresAt] : []),
  ]);
  const owed = body.lines.flatMap((line) => (line.owed ? [line.owed.dueAt] : []));
  const moments = [
    ...(tellAt === undefined ? [] : [tellAt]),
    ...outlook.cancelAt,
    ...duties,
    ...owed,
    ...open.flatMap((view) => fallsDueAt(view, zone, now) ?? []),
  ].filter((moment) => moment > now);
  const isOver =
    open.length === 0 && tellAt === undefined && owed.length === 0 && !outlook.asks && waitsFor === undefined;
  if (isOver) return { state: 'CLOSED', outcome };
  const recheck = later(now, given.limits.recheckMinutes.value);
  const at = moments.sort()[0] ?? recheck;
  return {
    state: stateOf(outlook, duties.length > 0, owed.length > 0),
    // What a system keeps from being told, or a person from being decided, is looked at no later than that.
    at: outlook.asks || waitsFor !== undefined ? ([at, recheck].sort()[0] ?? at) : at,
    outcome,
    ...(waitsFor === undefined ? {} : { waitsFor }),
  };
}

/** Delivered or cancelled; or shipped, with no promise left that could be broken. */
function isDone(view: LineView, zone: string, now: string): boolean {
  if (view.memory.ended || view.delivered) return true;
  return view.live === 0 && (view.shipped === 0 || fallsDueAt(view, zone, now) === undefined);
}

function stateOf({ asks, waitsFor, tellAt }: Outlook, isAsked: boolean, isOwed: boolean): NextLook['state'] {
  if (waitsFor !== undefined || isOwed) return 'WAITING_PARTNER';
  if (asks) return 'REVIEW';
  if (tellAt !== undefined) return 'TELLING';
  return isAsked ? 'AWAITING_ANSWER' : 'WATCHING';
}
