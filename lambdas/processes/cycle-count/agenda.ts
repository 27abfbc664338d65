import { isWake, nextRun, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import type { CountBody, CountFacts, Run } from './contract.ts';

export type Move = 'begin' | 'look' | 'carry-out' | 'wait' | 'close';

export interface Agenda {
  readonly next: Move;
  /** When to look again, for `wait`. */
  readonly dueAt: string;
  readonly state: 'AWAITING_COUNT' | 'RECOUNT' | 'REVIEW' | 'INVESTIGATING' | 'WAITING_PARTNER';
  readonly run: Run | null;
  readonly handled: readonly string[];
  /** The floor has not counted in the time of the item's class; or not at all. */
  readonly overdue: boolean;
  readonly lapsed: boolean;
  readonly stuck: boolean;
}

interface Standing {
  readonly body: CountBody;
  readonly facts: CountFacts;
  readonly pending: readonly string[];
}

/**
 * What is next. A lookup or plan that has begun is written down as a run before it begins and cleared by whoever ends it, so
 * that one that died is tried again, later each time.
 */
export function agendaOf({ body, facts, pending }: Standing, now: string): Agenda {
  const { run, slaAt, finalAt } = facts;
  const arrived = pending.filter((entry) => /^\d+:/.test(entry) && !isWake(entry));
  const work = [...new Set([...(run?.work ?? []), ...arrived])];
  const lapsed = body.outcome === undefined && body.phase === 'COUNTING' && reached(finalAt, now);
  const wanted = wantedMove(
    body,
    work,
    body.phase === 'INVESTIGATING' && reached(body.investigateUntil, now),
  );
  const common = {
    state: stateOf(body, run),
    overdue: body.phase === 'COUNTING' && body.item !== undefined && reached(slaAt, now),
    lapsed,
    stuck: false,
  };
  const deadline = deadlineOf(body, facts, now);
  // What arrived is kept in the run instead of the pending work, because pending work ends every wait at once.
  const handled = pending;
  if (wanted === 'wait' || wanted === 'close')
    return { ...common, next: wanted, dueAt: deadline, run: null, handled };
  if (run && run.until > now && !pending.some(isWake))
    return {
      ...common,
      next: 'wait',
      dueAt: [run.until, deadline].sort()[0] ?? deadline,
      run: { ...run, work },
      handled,
    };
  const tries = (run?.tries ?? 0) + 1;
  return {
    ...common,
    next: wanted,
    dueAt: deadline,
    run: { tries, until: nextRun(now, tries), work },
    handled,
    stuck: run !== undefined && run !== null && run.waitsFor === undefined && tries > TRIES_BEFORE_CASE,
  };
}

function wantedMove(body: CountBody, work: readonly string[], isDue: boolean): Move {
  if (!body.item && body.outcome === undefined) return 'begin';
  if (body.plan) return 'carry-out';
  if (body.outcome !== undefined) return 'close';
  return work.length > 0 || isDue ? 'look' : 'wait';
}

function stateOf(body: CountBody, run: Run | null | undefined): Agenda['state'] {
  if (run?.waitsFor !== undefined) return 'WAITING_PARTNER';
  switch (body.phase) {
    case 'RECOUNTING':
      return 'RECOUNT';
    case 'APPROVING':
      return 'REVIEW';
    case 'INVESTIGATING':
      return 'INVESTIGATING';
    default:
      return 'AWAITING_COUNT';
  }
}

/** The next moment something happens by itself. Tasks wake the process at theirs; a day is the longest nobody looks. */
function deadlineOf(body: CountBody, { slaAt, finalAt }: CountFacts, now: string): string {
  const moments = body.phase === 'COUNTING' ? [slaAt, finalAt] : [body.investigateUntil];
  const ahead = moments.filter((moment) => moment !== undefined && moment > now).sort();
  return ahead[0] ?? new Date(Date.parse(now) + 24 * 60 * 60_000).toISOString();
}

const reached = (moment: string | undefined, now: string) => moment !== undefined && moment <= now;
