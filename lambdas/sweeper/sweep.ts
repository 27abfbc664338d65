import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger, metrics } from '../shared/powertools.ts';
import { bus, machines, runtimeWith } from '../shared/runtime.ts';
import { sweepAll } from './sweep-all.ts';

/** Left over for the row at hand and the report when time runs out. */
const RESERVE_MS = 5_000;

const deps = runtimeWith(bus, machines);

/** Runs every minute. Rows that fail are logged one by one, counted, and raised together once the others are done. */
export const handler = middy()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(async (_event: unknown, context: Context) => {
    const sweep = await sweepAll(await deps(), () => context.getRemainingTimeInMillis() > RESERVE_MS);
    const kinds = Object.entries(sweep);
    const failures = kinds.flatMap(([kind, { failures: failed }]) =>
      failed.map((failure) => ({ kind, ...failure })),
    );
    for (const { kind, row, error } of failures) logger.error('row could not be swept', { kind, row, error });
    metrics.addMetric('SweepFailures', MetricUnit.Count, failures.length);
    const swept = Object.fromEntries(kinds.map(([kind, { done, complete }]) => [kind, { done, complete }]));
    logger.info('swept', { swept });
    if (failures.length > 0) {
      const names = failures.slice(0, 10).map(({ kind, row }) => `${kind} ${row}`);
      throw new AggregateError(
        failures.map(({ error }) => error),
        `${failures.length} rows could not be swept, first: ${names.join(', ')}`,
      );
    }
    return swept;
  });
