import * as z from 'zod/mini';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS, opaque } from './schemas.ts';
import { findWebhook } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { deliveryView, WebhookDeliveryView } from './webhooks/views.ts';

export const route = defineRoute({
  operationId: 'resendDelivery',
  method: 'POST',
  path: '/v1/webhooks/{id}/deliveries/{messageId}/resend',
  tag: 'Webhooks',
  summary: 'Sends a message again within a minute, under the same id and from the first attempt on.',
  may: { roles: HOOKS, scope: 'webhooks:write' },
  params: z.extend(byId, { messageId: opaque }),
  answer: WebhookDeliveryView,
  status: 202,
  problems: ['not-found', 'conflict'],
  async run(call, deps: WebhookDeps) {
    const { endpointId } = await findWebhook(call, deps);
    const { tenant } = call.principal;
    const { webhooks } = deps.stores;
    const { messageId } = call.params;
    const row = await webhooks.delivery(tenant, endpointId, messageId);
    if (!row) throw new ApiProblem('not-found', `there is no message ${messageId}`);
    const next = {
      ...row,
      state: 'pending',
      dueAt: deps.clock(),
      tried: 0,
      version: row.version + 1,
    } as const;
    if (!(await webhooks.changeDelivery(tenant, next)))
      throw new ApiProblem('conflict', `message ${messageId} is being sent; try it again`);
    return { body: deliveryView(next) };
  },
});
