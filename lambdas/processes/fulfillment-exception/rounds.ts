import { isWake, nextRun, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import type { Round } from './contract.ts';
import { EXCEPTION, type ExceptionRow, workOf } from './facts.ts';

/**
 * A round is one run over the exception. It is written to the row before it begins and cleared by whoever ends it, so a
 * run that died is known by the round it left, and what it was to do is not forgotten.
 */
export interface Agenda {
  readonly next: 'handle' | 'wait' | 'close';
  /** The round that begins or is held; absent where nothing changes. */
  readonly round?: Round;
  /** Pending work that is done with, or moved into the round. */
  readonly handled: readonly string[];
  readonly dueAt?: string;
  /** Its runs died too often. */
  readonly isStuck: boolean;
}

/** Whether to run now, to wait, or to end. Pure: the row and the time decide. */
export function agendaOf(row: ExceptionRow, now: string): Agenda {
  const { next, round } = row.facts;
  const own = row.pending.filter((entry) => entry.startsWith(`${EXCEPTION}:`));
  const handled = row.pending.filter((entry) => entry.startsWith('deadline@'));
  const isStuck = round?.waitsFor === undefined && (round?.tries ?? 0) >= TRIES_BEFORE_CASE;
  const isOpen = next === undefined || (next.at !== undefined && next.at <= now);
  const isDue = round ? round.until <= now : own.length > 0 || isOpen;
  if (isDue || own.some(isWake)) {
    const tries = (round?.tries ?? 0) + 1;
    return {
      next: 'handle',
      round: { work: workOf(row), tries, until: nextRun(now, tries) },
      handled,
      isStuck,
    };
  }
  if (round)
    return {
      next: 'wait',
      handled: [...handled, ...own],
      dueAt: round.until,
      isStuck,
      ...(own.length > 0 ? { round: { ...round, work: workOf(row) } } : {}),
    };
  if (next?.at === undefined) return { next: 'close', handled, isStuck };
  return { next: 'wait', handled, dueAt: next.at, isStuck };
}
