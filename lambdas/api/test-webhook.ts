import * as z from 'zod/mini';
import { WebhookTested } from '../../events/integration.ts';
import { messageOf } from '../domain/webhooks/message.ts';
import { ALL_SITES } from '../doors/announce.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS } from './schemas.ts';
import { findWebhook } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';

export const route = defineRoute({
  operationId: 'testWebhook',
  method: 'POST',
  path: '/v1/webhooks/{id}/test',
  tag: 'Webhooks',
  summary: 'Sends a message of the type WebhookTested within a minute.',
  may: { roles: HOOKS, scope: 'webhooks:write' },
  params: byId,
  answer: z.object({ messageId: z.string() }),
  status: 202,
  problems: ['not-found', 'conflict'],
  async run(call, deps: WebhookDeps) {
    const { endpointId, state } = await findWebhook(call, deps);
    if (state !== 'enabled')
      throw new ApiProblem('conflict', `webhook ${endpointId} is ${state}: enable it first`);
    const { tenant, subject: requestedBy } = call.principal;
    const now = deps.clock();
    const message = messageOf(
      { endpointId },
      {
        ...{ id: call.requestId, type: WebhookTested.type, site: ALL_SITES, time: now },
        data: { endpointId, requestedBy },
      },
      now,
    );
    await deps.stores.webhooks.addDelivery(tenant, message);
    return { body: { messageId: message.messageId } };
  },
});
