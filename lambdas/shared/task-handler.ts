import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type * as z from 'zod/mini';
import { parseOrRaise } from './parse.ts';
import { logger, metrics } from './powertools.ts';

/** The one middleware stack every state machine task runs in: observe, parse, decide, answer. */
export function taskHandler<Input, Output>(
  input: z.ZodMiniType<Input>,
  run: (input: Input) => Output | Promise<Output>,
) {
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(async (event: unknown): Promise<Output> => run(parseOrRaise(input, event, 'the task input')));
}
