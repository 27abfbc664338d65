import type { ProcessRow } from '../../store/ports.ts';
import { backOff, isWake, nextRun, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import { summariesOf } from './facts.ts';

/**
 * A round is one run of a chunk (or of a reversal, over all chunks) that `SummarizeReceipt` asked for. It is written to
 * the process row before it begins and cleared by whoever ends it, so a run that died is known by the round it left. What
 * it was to do is kept in the round instead of the pending work: pending work ends every wait at once.
 */
export interface Round {
  /** Entries of pending work, kept until a run answers them. */
  readonly work: readonly string[];
  /** How often it was begun. */
  readonly tries: number;
  /** Not begun again before. */
  readonly until: string;
  /** Its call waits for a system: nothing is wrong with the run. */
  readonly parked?: boolean;
}

export const roundKey = (chunk: number) => `round-${chunk}`;
export const REVERSAL = 'reversal';
/** Which entries of a reversal a chunk has answered. */
export const reversedKey = (chunk: number) => `reversed-${chunk}`;

/** The next run of this work. */
export function begin(round: Round | undefined, work: readonly string[], now: string): Round {
  const tries = (round?.tries ?? 0) + 1;
  return { work, tries, until: nextRun(now, tries) };
}

/** The open round of a chunk; a cleared one is `null` on the row. */
export function roundOf(row: Pick<ProcessRow, 'facts'>, chunk: number): Round | undefined {
  return (row.facts[roundKey(chunk)] as Round | null | undefined) ?? undefined;
}

/** The open reversal, if there is one. */
export function reversalRoundOf(row: Pick<ProcessRow, 'facts'>): Round | undefined {
  return (row.facts[REVERSAL] as Round | null | undefined) ?? undefined;
}

function openRounds(row: Pick<ProcessRow, 'facts'>): ReadonlyMap<number, Round> {
  return new Map(
    Object.keys(row.facts)
      .filter((key) => key.startsWith('round-'))
      .map((key) => Number(key.slice('round-'.length)))
      .flatMap((chunk) => {
        const round = roundOf(row, chunk);
        return round ? [[chunk, round] as const] : [];
      }),
  );
}

/** Everything that has arrived for a chunk and no run has answered. */
export function workOf(row: Pick<ProcessRow, 'facts' | 'pending'>, chunk: number): readonly string[] {
  const pending = row.pending.filter((entry) => entry.startsWith(`${chunk}:`));
  return [...new Set([...(roundOf(row, chunk)?.work ?? []), ...pending])];
}

export interface Agenda {
  /** Chunks to run now. */
  readonly due: readonly number[];
  /** Rounds to write before that, by fact key. */
  readonly facts: Readonly<Record<string, Round>>;
  /** Pending work that moved into a round. */
  readonly handled: readonly string[];
  /** When the next held round may begin. */
  readonly until?: string;
  /** Chunks whose runs died too often. */
  readonly stuck: readonly number[];
  readonly open: boolean;
}

/**
 * Which chunks to run now and which to hold. New work is run at once. A chunk whose last run died, or whose call waits
 * for a system, is held until its time or a wake; with `heldUntil` every chunk is.
 */
export function agendaOf(row: ProcessRow, now: string, heldUntil?: string): Agenda {
  const summaries = summariesOf(row);
  const rounds = openRounds(row);
  const pending = row.pending.filter((entry) => /^\d+:/.test(entry));
  const atDeadline = row.pending.some((entry) => entry.startsWith('deadline@'));
  const parked = [...summaries].flatMap(([chunk, { waitsFor }]) => (waitsFor === undefined ? [] : [chunk]));
  const chunks = new Set([
    ...pending.map((entry) => Number.parseInt(entry, 10)),
    ...rounds.keys(),
    ...parked,
  ]);

  const due: number[] = [];
  const facts: Record<string, Round> = {};
  const handled: string[] = [];
  const times: string[] = [];
  for (const chunk of chunks) {
    const round = rounds.get(chunk);
    const own = pending.filter((entry) => entry.startsWith(`${chunk}:`));
    const work = workOf(row, chunk);
    const waits = summaries.get(chunk)?.waitsFor !== undefined;
    const isDue = round ? round.until <= now : waits ? atDeadline : own.length > 0;
    if (heldUntil === undefined && (isDue || own.some(isWake))) {
      due.push(chunk);
      facts[roundKey(chunk)] = begin(round, work, now);
      continue;
    }
    const until = [round?.until ?? backOff(now, 1), heldUntil ?? ''].sort().at(-1) ?? now;
    times.push(until);
    handled.push(...own);
    if (own.length > 0)
      facts[roundKey(chunk)] = { ...(round ?? { tries: 0, ...(waits && { parked: true }) }), work, until };
  }
  const until = times.sort()[0];
  return {
    due,
    facts,
    handled,
    ...(until !== undefined && { until }),
    stuck: [...rounds].flatMap(([chunk, round]) =>
      !round.parked && round.tries >= TRIES_BEFORE_CASE ? [chunk] : [],
    ),
    open: chunks.size > 0,
  };
}

/**
 * What a run that ended leaves: nothing, or work it has not answered, to be run at once. A parked one stays open and its
 * time grows with every try; one that failed without an answer keeps its time.
 */
export function endRound(
  round: Round | undefined,
  handled: readonly string[],
  outcome: 'confirmed' | 'parked' | 'failed',
  now: string,
): Round | null {
  const work = (round?.work ?? []).filter((entry) => !handled.includes(entry));
  if (outcome === 'parked') {
    const tries = Math.max(1, round?.tries ?? 0);
    return { work, tries, until: backOff(now, tries), parked: true };
  }
  if (!round || work.length === 0) return null;
  return outcome === 'failed' ? { ...round, work } : { work, tries: 0, until: now };
}
