import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS } from './schemas.ts';
import { findWebhook } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { WebhookView, webhookView } from './webhooks/views.ts';

export const route = defineRoute({
  operationId: 'showWebhook',
  method: 'GET',
  path: '/v1/webhooks/{id}',
  tag: 'Webhooks',
  summary: 'One webhook.',
  may: { roles: HOOKS, scope: 'webhooks:read' },
  params: byId,
  answer: WebhookView,
  versioned: true,
  problems: ['not-found'],
  async run(call, deps: WebhookDeps) {
    const row = await findWebhook(call, deps);
    return { body: webhookView(row), version: row.version };
  },
});
