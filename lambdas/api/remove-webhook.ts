import * as z from 'zod/mini';
import { requireVersion } from './kernel/etag.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS } from './schemas.ts';
import { findWebhook } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';

export const route = defineRoute({
  operationId: 'removeWebhook',
  method: 'DELETE',
  path: '/v1/webhooks/{id}',
  tag: 'Webhooks',
  summary: 'Removes a webhook; messages that wait are given up.',
  may: { roles: HOOKS, scope: 'webhooks:write' },
  params: byId,
  answer: z.object({ id: z.string() }),
  ifMatch: true,
  problems: ['not-found'],
  async run(call, deps: WebhookDeps) {
    const row = await findWebhook(call, deps);
    requireVersion(`webhook ${row.endpointId}`, row.version, call.expectedVersion);
    await deps.stores.webhooks.removeEndpoint(call.principal.tenant, row.endpointId);
    return { body: { id: row.endpointId } };
  },
});
