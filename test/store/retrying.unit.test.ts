import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { WriteConflict } from '../../lambdas/shared/errors.ts';
import {
  again,
  atOnce,
  type DynamoContext,
  PATIENCE_MS,
  retrying,
  sharingPatience,
} from '../../lambdas/store/dynamo-context.ts';
import { tableNames } from './tables.ts';

/** A context in which an attempt takes `pace` milliseconds and waiting moves the stopwatch. */
function contextOf(pace: number, random = 1) {
  const waits: number[] = [];
  let now = 0;
  const context: DynamoContext = {
    client: new DynamoDBClient({ region: 'us-east-1' }),
    tables: Object.fromEntries(tableNames.map((name) => [name, name])) as DynamoContext['tables'],
    random: () => random,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    stopwatch: () => now,
    wallClock: () => new Date(now),
  };
  const attempts = (results: readonly (symbol | string)[]) => {
    let tries = 0;
    return async () => {
      now += pace;
      return (results[tries++] ?? results.at(-1)) as string | typeof again | typeof atOnce;
    };
  };
  return { context, waits, attempts, now: () => now };
}

it('waits between tries by the pace of an attempt, longer each time up to eight times, and not at all when told so', async () => {
  const { context, waits, attempts } = contextOf(10);
  const results = [atOnce, again, again, again, again, 'done'];
  expect(await retrying(context, 'a write', attempts(results))).toBe('done');
  expect(waits).toEqual([40, 80, 80, 80]);
  const jittered = contextOf(10, 0.5);
  await retrying(jittered.context, 'a write', jittered.attempts([again, 'done']));
  expect(jittered.waits).toEqual([10]);
});

it('tries as long as its patience lasts, then gives up and says what it tried', async () => {
  const { context, attempts, now } = contextOf(900);
  const outcome = await retrying(context, 'posting D-1', attempts([again])).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(WriteConflict);
  expect(String(outcome)).toMatch(/posting D-1 lost against other writers/);
  expect(now()).toBe(PATIENCE_MS + 900);
});

it('shares its patience with the other writes of a call', async () => {
  const { context, attempts, now } = contextOf(900);
  const shared = sharingPatience(context);
  await retrying(shared, 'the first batch', attempts([again, again, 'done']));
  await expect(retrying(shared, 'the second batch', attempts([again]))).rejects.toThrow(WriteConflict);
  expect(now()).toBe(PATIENCE_MS + 900);
});
