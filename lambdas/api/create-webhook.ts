import * as z from 'zod/mini';
import type { WebhookEndpoint } from '../store/webhooks.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { HOOKS } from './schemas.ts';
import { asked, WebhookBody } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { WebhookView, webhookView } from './webhooks/views.ts';

/** All of them are told of an event side by side. */
const MOST_WEBHOOKS = 50;

export const route = defineRoute({
  operationId: 'createWebhook',
  method: 'POST',
  path: '/v1/webhooks',
  tag: 'Webhooks',
  summary: 'Asks to be told of events at an address of the caller.',
  description:
    'Messages follow the Standard Webhooks specification; GET its secrets to verify them. What the grants of the caller do not reach is not sent, and grants count when an event happens. A client has webhooks of its own, and a partner hears of what names the partner.',
  may: { roles: HOOKS, scope: 'webhooks:write' },
  body: z.strictObject(WebhookBody),
  answer: WebhookView,
  status: 201,
  versioned: true,
  problems: ['conflict'],
  async run({ principal, requestId, body }, deps: WebhookDeps) {
    const { tenant, subject, kind, partnerId } = principal;
    const others = await deps.stores.webhooks.endpoints(tenant);
    if (others.length >= MOST_WEBHOOKS && !others.some(({ endpointId }) => endpointId === requestId))
      throw new ApiProblem(
        'conflict',
        `the tenant has ${others.length} webhooks; remove one that is not needed`,
      );
    const row: WebhookEndpoint = {
      ...asked(body, principal, deps),
      ...{ endpointId: requestId, state: 'enabled', keys: [{ generation: requestId }] },
      ...(kind === 'client' ? { clientId: subject } : {}),
      ...(partnerId === undefined ? {} : { partnerId }),
      ...{ createdAt: deps.clock(), createdBy: subject, version: 1 },
    };
    const first = await deps.stores.webhooks.addEndpoint(tenant, row);
    const standing = first ? row : ((await deps.stores.webhooks.endpoint(tenant, requestId)) ?? row);
    return {
      body: webhookView(standing),
      version: standing.version,
      location: `/v1/webhooks/${requestId}`,
    };
  },
});
