import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { WriteConflict } from '../shared/errors.ts';
import type { TableName } from './schema.ts';

/** What the DynamoDB forms work with; randomness, waiting and the wall clock (for time to live) are arguments. */
export interface DynamoContext {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since whenever, only ever rising. */
  readonly stopwatch: () => number;
  readonly wallClock: () => Date;
  /** When a call of several writes began, by the stopwatch; see `sharingPatience`. @default - each retry has its own patience */
  readonly since?: number;
}

export type Item = Record<string, unknown>;
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const ATTEMPTS = 24;
/**
 * How long a call begins new tries. A task function has 30 s: one that gives up tells its machine, which repeats the step; one that
 * is cut off says nothing.
 */
export const PATIENCE_MS = 20_000;
/** Times an attempt's own duration doubles at most, and the longest wait whatever that makes. */
const DOUBLINGS = 3;
const LONGEST_WAIT_MS = 5_000;

/** What an attempt returns to be tried again after a wait. */
export const again = Symbol('again');
/** What an attempt returns to be tried again without one: it has learned what stood in its way. */
export const atOnce = Symbol('at once');

/**
 * Tries until an attempt gives a result; then WriteConflict names what was tried. Waits have full jitter and grow from
 * what an attempt took: writers that meet at one item spread out by its pace, be that 10 ms or, under load, 300.
 */
export async function retrying<Result>(
  context: DynamoContext,
  what: string,
  attempt: (tried: number) => Promise<Result | typeof again | typeof atOnce>,
): Promise<Result> {
  const since = context.since ?? context.stopwatch();
  for (let tried = 1; tried <= ATTEMPTS; tried++) {
    const started = context.stopwatch();
    const result = await attempt(tried);
    if (result !== again && result !== atOnce) return result;
    const now = context.stopwatch();
    const longest = Math.min(LONGEST_WAIT_MS, (now - started) * 2 ** Math.min(tried, DOUBLINGS));
    const left = PATIENCE_MS - (now - since);
    if (left <= 0) break;
    const wait = result === atOnce ? 0 : Math.min(left, context.random() * longest);
    if (wait > 0) await context.sleep(wait);
  }
  throw new WriteConflict(
    `${what} lost against other writers for ${Math.round(context.stopwatch() - since)} ms: try the whole step again`,
  );
}

/** A context whose retries share one patience from now on, for a call that makes several writes. */
export function sharingPatience(context: DynamoContext): DynamoContext {
  return { ...context, since: context.since ?? context.stopwatch() };
}

/** The epoch second `days` after a time, and never before `days` from now: a moved or past clock must not expire an item. */
export function expiry(context: DynamoContext, at: string, days: number): number {
  return Math.ceil(Math.max(Date.parse(at), context.wallClock().getTime()) / 1000) + days * 86_400;
}
