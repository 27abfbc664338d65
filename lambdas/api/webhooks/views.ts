import * as z from 'zod/mini';
import type { WebhookDelivery, WebhookEndpoint } from '../../store/webhooks.ts';

/** Where events are sent to. Its secrets are asked for by themselves. */
export const WebhookView = z
  .object({
    id: z.string(),
    url: z.string(),
    topics: z.array(z.string()),
    sites: z.array(z.string()),
    description: z.optional(z.string()),
    /** `gone`: the receiver answered 410; it gets nothing until it is enabled again. */
    state: z.enum(['enabled', 'paused', 'gone']),
    /** The client it belongs to; absent: the tenant itself. */
    clientId: z.optional(z.string()),
    createdAt: z.string(),
    createdBy: z.string(),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Webhook' });

export function webhookView({
  endpointId,
  keys: _,
  partnerId: __,
  ...row
}: WebhookEndpoint): z.infer<typeof WebhookView> {
  return { ...row, id: endpointId, topics: [...row.topics], sites: [...row.sites] };
}

/** One message and every attempt to bring it to its receiver. */
export const WebhookDeliveryView = z
  .object({
    /** The `webhook-id`, the same in every attempt. */
    messageId: z.string(),
    eventId: z.string(),
    eventType: z.string(),
    site: z.string(),
    state: z.enum(['pending', 'delivered', 'failed']),
    createdAt: z.string(),
    /** When it is tried next. */
    dueAt: z.optional(z.string()),
    attempts: z.array(
      z.object({
        at: z.string(),
        status: z.optional(z.int()),
        error: z.optional(z.string()),
        durationMs: z.int(),
        answer: z.optional(z.string()),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'WebhookDelivery' });

export function deliveryView({ attempts, ...row }: WebhookDelivery): z.infer<typeof WebhookDeliveryView> {
  return { ...row, attempts: attempts.map((attempt) => ({ ...attempt })) };
}

/** Valid secrets, the present one first; while one replaces another there are two. */
export const WebhookSecretsView = z
  .object({
    secrets: z.array(
      z.object({
        secret: z.string(),
        /** It proves nothing from then on. */
        until: z.optional(z.string()),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'WebhookSecrets' });
