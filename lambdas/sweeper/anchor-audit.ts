import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger, metrics } from '../shared/powertools.ts';
import { auditAnchors, runtimeWith } from '../shared/runtime.ts';
import { anchorAll } from './anchor-all.ts';

/** Left over for the chain at hand and the report when time runs out. */
const RESERVE_MS = 10_000;

const deps = runtimeWith(auditAnchors);

/** Runs every five minutes. Chains that fail are logged one by one and raised together once the others are done. */
export const handler = middy()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(async (_event: unknown, context: Context) => {
    const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS;
    const { days, failures } = await anchorAll(await deps(), hasTime);
    for (const failure of failures) logger.error('chain could not be anchored', { ...failure });
    metrics.addMetric('AnchorFailures', MetricUnit.Count, failures.length);
    if (failures.length > 0) {
      throw new AggregateError(
        failures.map(({ error }) => error),
        `${failures.length} chains could not be anchored, first: ${failures[0]?.row}`,
      );
    }
    return { days };
  });
