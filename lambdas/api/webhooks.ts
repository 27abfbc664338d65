import { runtimeWith, secrets } from '../shared/runtime.ts';
import { webhookKeyName } from '../webhooks/key-name.ts';
import { route as changeWebhook } from './change-webhook.ts';
import { route as createWebhook } from './create-webhook.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as listDeliveries } from './list-deliveries.ts';
import { route as listWebhooks } from './list-webhooks.ts';
import { route as removeWebhook } from './remove-webhook.ts';
import { route as resendDelivery } from './resend-delivery.ts';
import { route as rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { route as showInboundSecrets } from './show-inbound-secrets.ts';
import { route as showWebhook } from './show-webhook.ts';
import { route as showWebhookSecrets } from './show-webhook-secrets.ts';
import { route as testWebhook } from './test-webhook.ts';
import type { WebhookDeps } from './webhooks/deps.ts';

/** Where tenants and their partners want to be told of events. */
export const routes: readonly Route<WebhookDeps>[] = [
  createWebhook,
  listWebhooks,
  showWebhook,
  changeWebhook,
  removeWebhook,
  showWebhookSecrets,
  rotateWebhookSecret,
  testWebhook,
  listDeliveries,
  resendDelivery,
  showInboundSecrets,
];

const runtime = runtimeWith(secrets);

export const handler = apiHandler(
  routes,
  frontDoor(async () => {
    const deps = await runtime();
    return { ...deps, stageKey: () => deps.secret(webhookKeyName()) };
  }),
);
