import * as z from 'zod/mini';
import { validKeys, withNewKey } from '../domain/webhooks/signature.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS } from './schemas.ts';
import { findWebhook } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { WebhookView, webhookView } from './webhooks/views.ts';

const DAY_MINUTES = 1_440;

export const route = defineRoute({
  operationId: 'rotateWebhookSecret',
  method: 'POST',
  path: '/v1/webhooks/{id}/secrets',
  tag: 'Webhooks',
  summary: 'Gives a webhook a new secret; the one before signs besides it for a while.',
  description:
    'Both signatures are sent until the overlap ends, after a day unless said. GET the secrets for the new one.',
  may: { roles: HOOKS, scope: 'webhooks:write' },
  params: byId,
  body: z.strictObject({
    overlapMinutes: z.optional(z.int().check(z.minimum(0), z.maximum(7 * DAY_MINUTES))),
  }),
  answer: WebhookView,
  versioned: true,
  problems: ['not-found', 'conflict'],
  async run(call, deps: WebhookDeps) {
    const row = await findWebhook(call, deps);
    const { tenant } = call.principal;
    const now = deps.clock();
    const [present, ...others] = validKeys(row.keys, now);
    const isAgain = present?.generation === call.requestId;
    if (!isAgain && others.length > 0)
      throw new ApiProblem('conflict', `a secret is being replaced until ${others[0]?.until}; wait for that`);
    const until = new Date(
      Date.parse(now) + (call.body.overlapMinutes ?? DAY_MINUTES) * 60_000,
    ).toISOString();
    const keys = withNewKey(row.keys, call.requestId, { now, until });
    const next = isAgain ? row : { ...row, keys, version: row.version + 1 };
    if (!isAgain && !(await deps.stores.webhooks.changeEndpoint(tenant, next)))
      throw new ApiProblem('conflict', `webhook ${row.endpointId} was changed meanwhile; try it again`);
    return { body: webhookView(next), version: next.version };
  },
});
