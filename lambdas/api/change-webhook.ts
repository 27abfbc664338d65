import * as z from 'zod/mini';
import { requireVersion } from './kernel/etag.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS } from './schemas.ts';
import { asked, findWebhook, WebhookBody } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { WebhookView, webhookView } from './webhooks/views.ts';

export const route = defineRoute({
  operationId: 'changeWebhook',
  method: 'PUT',
  path: '/v1/webhooks/{id}',
  tag: 'Webhooks',
  summary: 'Changes a webhook: what is sent where, and whether.',
  may: { roles: HOOKS, scope: 'webhooks:write' },
  params: byId,
  body: z.strictObject({ ...WebhookBody, state: z.enum(['enabled', 'paused']) }),
  answer: WebhookView,
  versioned: true,
  ifMatch: true,
  problems: ['not-found'],
  async run(call, deps: WebhookDeps) {
    const row = await findWebhook(call, deps);
    requireVersion(`webhook ${row.endpointId}`, row.version, call.expectedVersion);
    const { state, ...body } = call.body;
    const { description: _, ...rest } = row;
    const next = { ...rest, ...asked(body, call.principal, deps), state, version: row.version + 1 };
    if (!(await deps.stores.webhooks.changeEndpoint(call.principal.tenant, next)))
      throw new ApiProblem(
        'precondition-failed',
        `webhook ${row.endpointId} was changed meanwhile; read it again`,
      );
    return { body: webhookView(next), version: next.version };
  },
});
