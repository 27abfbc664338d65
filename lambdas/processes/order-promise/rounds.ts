import type { ProcessRow } from '../../store/ports.ts';
import { isWake, nextRun, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import type { NextLook, PromiseFacts, Round } from './contract.ts';
import { foundKey, roundKey, roundOf, workOf } from './facts.ts';

/**
 * A round is one run over a chunk. It is written to the process row before it begins and cleared by whoever ends it, so a
 * run that died is known by the round it left. What it was to do is kept in the round instead of the pending work, because
 * pending work ends every wait at once.
 */

export interface Agenda {
  /** Chunks to run now. */
  readonly due: readonly number[];
  /** Rounds that begin or are held, by fact key. */
  readonly facts: Readonly<Record<string, Round>>;
  /** Pending work that is done with, or moved into a round. */
  readonly handled: readonly string[];
  /** When the next chunk that is held may run. */
  readonly until?: string;
  /** Chunks whose runs died too often. */
  readonly stuck: readonly number[];
  /** Nothing is left to do or to wait for. */
  readonly isOver: boolean;
}

/** Which chunks to run now and which to hold until when. Pure: the row and the time decide. */
export function agendaOf(row: ProcessRow & { facts: PromiseFacts }, now: string): Agenda {
  const { next, orderId, chunks } = row.facts;
  const due: number[] = [];
  const facts: Record<string, Round> = {};
  const handled = row.pending.filter((entry) => entry.startsWith('deadline@'));
  const times: string[] = [];
  const stuck: number[] = [];
  let isOpen = false;
  for (let chunk = 1; chunk <= chunks; chunk++) {
    const round = roundOf(row, chunk);
    const own = row.pending.filter((entry) => entry.startsWith(`${chunk}:`));
    const isDone = orderId === undefined ? foundKey(chunk) in row.facts : isWaiting(next, now);
    isOpen ||= round !== undefined || own.length > 0 || !isDone;
    if (round && round.waitsFor === undefined && round.tries >= TRIES_BEFORE_CASE) stuck.push(chunk);
    const isDue = round ? round.until <= now : own.length > 0 || !isDone;
    if (isDue || own.some(isWake)) {
      const tries = (round?.tries ?? 0) + 1;
      const { waitsFor: _, ...begun } = round ?? { work: [], tries: 0, until: now };
      due.push(chunk);
      facts[roundKey(chunk)] = {
        ...begun,
        work: workOf(row, chunk),
        tries,
        until: nextRun(now, tries),
      };
      continue;
    }
    if (!round) continue;
    times.push(round.until);
    handled.push(...own);
    if (own.length > 0) facts[roundKey(chunk)] = { ...round, work: workOf(row, chunk) };
  }
  const until = times.sort()[0];
  const isOver = !isOpen && (orderId === undefined || next?.at === undefined);
  return { due, facts, handled, stuck, isOver, ...(until === undefined ? {} : { until }) };
}

/** The order was looked at, and its next look is later, or never. */
function isWaiting(next: NextLook | undefined, now: string): boolean {
  return next !== undefined && (next.at === undefined || next.at > now);
}
