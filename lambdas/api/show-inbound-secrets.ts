import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { keyNames } from '../domain/webhooks/mapping.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { HOOKS } from './schemas.ts';
import type { WebhookDeps } from './webhooks/deps.ts';
import { secretsOf } from './webhooks/secrets.ts';
import { WebhookSecretsView } from './webhooks/views.ts';

export const route = defineRoute({
  operationId: 'showInboundSecrets',
  method: 'GET',
  path: '/v1/inbound-webhooks/{endpoint}/secrets',
  tag: 'Webhooks',
  summary: "The secrets a partner's system signs its messages to us with.",
  description: 'A partner sees those of its own endpoints. They are replaced in the document of the tenant.',
  may: { roles: HOOKS, scope: 'webhooks:read' },
  params: z.object({ endpoint: identifier }),
  answer: WebhookSecretsView,
  problems: ['not-found'],
  async run({ principal, params: { endpoint } }, deps: WebhookDeps) {
    const { tenant, partnerId } = principal;
    const document = await deps.stores.tenants.current(tenant);
    const found = document?.inboundWebhooks?.find((known) => known.endpoint === endpoint);
    if (!found || (partnerId !== undefined && partnerId !== found.partnerId))
      throw new ApiProblem('not-found', `there is no inbound webhook ${endpoint}`);
    const place = [tenant, 'in', endpoint] as const;
    return { body: secretsOf(await deps.stageKey(), place, keyNames(found), deps.clock()) };
  },
});
