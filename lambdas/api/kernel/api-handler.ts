import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { logger, metrics } from '../../shared/powertools.ts';
import { type ApiDeps, answerRequest } from './answer-request.ts';
import { requestOf } from './request.ts';
import type { Route } from './route.ts';

/** The middleware stack of every function behind the gateway: observe, then verify, parse, carry out and answer. */
export function apiHandler<Deps extends ApiDeps>(
  routes: readonly Route<Deps>[],
  runtime: () => Promise<Deps>,
) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(async (event) => {
      const { status, headers, body } = await answerRequest(routes, requestOf(event), await runtime());
      return { statusCode: status, headers: { ...headers }, body };
    });
}
