import type * as z from 'zod/mini';
import { type KeyGeneration, keysOf, validKeys } from '../../domain/webhooks/signature.ts';
import type { WebhookSecretsView } from './views.ts';

/** Secrets that are valid now, as they are answered: asked for by GET, so that no kept answer ever holds one. */
export function secretsOf(
  stageKey: string,
  place: Parameters<typeof keysOf>[1],
  keys: readonly KeyGeneration[],
  now: string,
): z.infer<typeof WebhookSecretsView> {
  const secrets = validKeys(keysOf(stageKey, place, keys), now).map(({ secret, until }) => ({
    secret,
    ...(until === undefined ? {} : { until }),
  }));
  return { secrets };
}
