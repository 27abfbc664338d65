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
}

export type Item = Record<string, unknown>;
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const ATTEMPTS = 24;
/** Times an attempt's own duration doubles at most, and the longest wait whatever that makes. */
const DOUBLINGS = 5;
const LONGEST_WAIT_MS = 5_000;

/** What an attempt returns to be tried again. */
export const again = Symbol('again');

/**
 * Tries until an attempt gives a result; then WriteConflict names what was tried. Waits have full jitter and grow from
 * what an attempt took: writers that meet at one item spread out by its pace, be that 10 ms or, under load, 300.
 */
export async function retrying<Result>(
  context: DynamoContext,
  what: string,
  attempt: () => Promise<Result | typeof again>,
): Promise<Result> {
  for (let tried = 1; tried <= ATTEMPTS; tried++) {
    const started = context.stopwatch();
    const result = await attempt();
    if (result !== again) return result;
    const took = context.stopwatch() - started;
    const longest = Math.min(LONGEST_WAIT_MS, took * 2 ** Math.min(tried, DOUBLINGS));
    await context.sleep(context.random() * longest);
  }
  throw new WriteConflict(`${what} lost against other writers ${ATTEMPTS} times: try the whole step again`);
}

/** The epoch second `days` after a time, and never before `days` from now: a moved or past clock must not expire an item. */
export function expiry(context: DynamoContext, at: string, days: number): number {
  return Math.ceil(Math.max(Date.parse(at), context.wallClock().getTime()) / 1000) + days * 86_400;
}
