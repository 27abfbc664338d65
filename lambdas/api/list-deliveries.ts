import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS, pageOf } from './schemas.ts';
import { findWebhook } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { deliveryView, WebhookDeliveryView } from './webhooks/views.ts';

export const route = defineRoute({
  operationId: 'listDeliveries',
  method: 'GET',
  path: '/v1/webhooks/{id}/deliveries',
  tag: 'Webhooks',
  summary: 'Messages to a webhook with every attempt, the latest first; kept for 30 days.',
  may: { roles: HOOKS, scope: 'webhooks:read' },
  params: byId,
  answer: pageOf(WebhookDeliveryView),
  paged: true,
  problems: ['not-found'],
  async run(call, deps: WebhookDeps) {
    const { endpointId } = await findWebhook(call, deps);
    const { tenant } = call.principal;
    const { rows, cursor } = await deps.stores.webhooks.deliveries(tenant, endpointId, call.page);
    return { body: { items: rows.map(deliveryView) }, cursor };
  },
});
