import { defineRoute } from './kernel/route.ts';
import { byId, HOOKS } from './schemas.ts';
import { findWebhook } from './webhooks/asked.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { secretsOf } from './webhooks/secrets.ts';
import { WebhookSecretsView } from './webhooks/views.ts';

export const route = defineRoute({
  operationId: 'showWebhookSecrets',
  method: 'GET',
  path: '/v1/webhooks/{id}/secrets',
  tag: 'Webhooks',
  summary: 'The secrets messages of a webhook are signed with.',
  may: { roles: HOOKS, scope: 'webhooks:read' },
  params: byId,
  answer: WebhookSecretsView,
  problems: ['not-found'],
  async run(call, deps: WebhookDeps) {
    const { endpointId, keys } = await findWebhook(call, deps);
    const place = [call.principal.tenant, 'out', endpointId] as const;
    return { body: secretsOf(await deps.stageKey(), place, keys, deps.clock()) };
  },
});
