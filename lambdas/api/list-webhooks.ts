import * as z from 'zod/mini';
import { defineRoute } from './kernel/route.ts';
import { HOOKS } from './schemas.ts';
import { isOwn } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { WebhookView, webhookView } from './webhooks/views.ts';

export const route = defineRoute({
  operationId: 'listWebhooks',
  method: 'GET',
  path: '/v1/webhooks',
  tag: 'Webhooks',
  summary: 'Webhooks of the tenant; a client sees its own.',
  may: { roles: HOOKS, scope: 'webhooks:read' },
  answer: z.object({ items: z.array(WebhookView) }),
  async run({ principal }, { stores }: WebhookDeps) {
    const rows = await stores.webhooks.endpoints(principal.tenant);
    return { body: { items: rows.filter((row) => isOwn(row, principal)).map(webhookView) } };
  },
});
