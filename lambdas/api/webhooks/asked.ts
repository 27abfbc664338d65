import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import { holds } from '../../domain/grants.ts';
import { faultOfUrl } from '../../domain/webhooks/target.ts';
import { topicsFor } from '../../domain/webhooks/topics.ts';
import type { Problem } from '../../shared/parse.ts';
import type { WebhookEndpoint } from '../../store/webhooks.ts';
import { ApiProblem } from '../kernel/problem.ts';
import type { Call } from '../kernel/route.ts';
import type { Principal } from '../principal.ts';
import type { WebhookDeps } from './deps.ts';

export const WebhookBody = {
  url: z.string().check(z.minLength(1), z.maxLength(2_000)),
  /** Types of events. */
  topics: z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.minLength(1), z.maxLength(200)),
  /** Sites whose events are sent; all the caller is granted unless named. */
  sites: z.optional(z.array(identifier).check(z.minLength(1), z.maxLength(200))),
  description: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
};
export type WebhookAsked = z.infer<z.ZodMiniObject<typeof WebhookBody>>;

/** The part of an endpoint its owner says. Raises a problem that names every topic, site and address it cannot have. */
export function asked(
  { url, topics, sites, description }: WebhookAsked,
  { partnerId, processes, sites: granted }: Principal,
  { localStage }: Pick<WebhookDeps, 'localStage'>,
): Pick<WebhookEndpoint, 'url' | 'topics' | 'sites' | 'description'> {
  const fault = faultOfUrl(url, { loopback: localStage });
  const known = topicsFor({ partnerId, processes });
  const errors: Problem[] = [
    ...(fault === undefined ? [] : [{ field: 'body.url', value: url.slice(0, 80), message: fault }]),
    ...topics.flatMap((topic, index) =>
      known.includes(topic)
        ? []
        : [{ field: `body.topics.${index}`, value: topic, message: `must be one of ${known.join(', ')}` }],
    ),
    ...(sites ?? []).flatMap((site, index) =>
      holds(granted, site)
        ? []
        : [{ field: `body.sites.${index}`, value: site, message: `must be one of ${granted.join(', ')}` }],
    ),
  ];
  if (errors.length > 0) throw new ApiProblem('unprocessable', 'the webhook cannot be so', { errors });
  return {
    url,
    topics: [...new Set(topics)].sort(),
    sites: sites ?? granted,
    ...(description === undefined ? {} : { description }),
  };
}

/** The endpoint a path names; a client sees its own alone. Raises not-found. */
export async function findWebhook(
  { principal, params: { id } }: Pick<Call<{ id: string }, unknown, unknown>, 'principal' | 'params'>,
  { stores }: Pick<WebhookDeps, 'stores'>,
): Promise<WebhookEndpoint> {
  const row = await stores.webhooks.endpoint(principal.tenant, id);
  if (row && isOwn(row, principal)) return row;
  throw new ApiProblem('not-found', `there is no webhook ${id}`);
}

export function isOwn({ clientId }: WebhookEndpoint, { kind, subject }: Principal): boolean {
  return kind === 'person' || clientId === subject;
}
