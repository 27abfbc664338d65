import { derivedId } from '../../work/process-row.ts';
import { nextRun, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import type { ChunkMark, ReconciliationFacts, ReconciliationState } from './contract.ts';

export type Mark = ChunkMark & { readonly sequence: number };

/** What a reconciliation does next. */
export interface Agenda {
  readonly next: 'list' | 'compare' | 'wait' | 'close';
  readonly waitState: ReconciliationState;
  readonly dueAt: string;
  /** Chunks to run now. */
  readonly work: readonly number[];
  readonly lastRun?: NonNullable<ReconciliationFacts['lastRun']>;
  /** The same run died so often that somebody must hear of it. */
  readonly isStuck: boolean;
  /** The time is over and chunks are left. */
  readonly isUnfinished: boolean;
}

/** Chunks of one run of the map. */
const AT_ONCE = 1_000;

/**
 * Pure: which chunks to run now, when the next is due, or that everything is done. A chunk is due until its mark says
 * otherwise, so one whose run died is run again; a run that changes no mark is held longer each time.
 */
export function agendaOf(
  { chunks, cursor, endsAt, lastRun }: ReconciliationFacts,
  marks: ReadonlyMap<number, Mark>,
  pending: readonly string[],
  now: string,
): Agenda {
  const all = Array.from({ length: chunks }, (_, index) => index + 1);
  const open = all.filter((chunk) => !isOver(marks.get(chunk)));
  const due = open.filter((chunk) => isDue(marks.get(chunk), pending, now)).slice(0, AT_ONCE);
  const times = open.flatMap((chunk) => deadlineOf(marks.get(chunk)) ?? []);
  const plain = {
    waitState: stateOf(open.map((chunk) => marks.get(chunk))),
    work: [],
    isStuck: false,
    isUnfinished: false,
  };
  const waiting = (dueAt: string) => ({ ...plain, next: 'wait' as const, dueAt });

  if (cursor !== null && now < endsAt) return { ...plain, next: 'list', dueAt: endsAt };
  if (open.length === 0 && cursor === null) return { ...plain, next: 'close', dueAt: endsAt };
  if (now >= endsAt) return { ...plain, next: 'close', dueAt: endsAt, isUnfinished: true };
  if (due.length === 0) return waiting(soonest([...times, endsAt], now));

  const key = derivedId(...due.map((chunk) => `${chunk}:${marks.get(chunk)?.sequence ?? 0}`));
  const isSame = lastRun?.key === key;
  if (isSame && now < lastRun.until) return waiting(soonest([...times, lastRun.until, endsAt], now));
  const repeats = isSame ? lastRun.repeats + 1 : 0;
  return {
    ...plain,
    next: 'compare',
    dueAt: endsAt,
    work: due,
    lastRun: { key, repeats, until: nextRun(now, repeats + 1) },
    isStuck: repeats >= TRIES_BEFORE_CASE,
  };
}

const isOver = (mark: Mark | undefined) => mark?.status === 'done' || mark?.status === 'refused';

function isDue(mark: Mark | undefined, pending: readonly string[], now: string): boolean {
  const until = deadlineOf(mark);
  if (until === undefined || until <= now) return true;
  return mark?.waitsFor !== undefined && pending.some((entry) => entry.endsWith(`resume/${mark.waitsFor}`));
}

/** What holds a chunk until a moment: its system is away, or its channel was told and is looked at later. */
function deadlineOf(mark: Mark | undefined): string | undefined {
  return mark?.status === 'published' ? mark.recheckAt : mark?.retryAt;
}

/** The state a waiting run shows: the most urgent thing it waits for. */
function stateOf(open: readonly (Mark | undefined)[]): ReconciliationState {
  if (open.some((mark) => mark?.waitsFor !== undefined)) return 'WAITING_PARTNER';
  return open.some((mark) => mark?.status === 'published') ? 'RECHECKING' : 'COMPARING';
}

function soonest(times: readonly string[], now: string): string {
  return times.filter((time) => time > now).sort()[0] ?? now;
}
