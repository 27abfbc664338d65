import { createHash } from 'node:crypto';
import type { UsagePlans } from './stage.ts';

/** Whom the plan counts that has no client of its own. */
export const EVERYONE = 'everyone';

/** What a usage plan counts, as the authorizer names it: a client of a tenant, or all who have no plan of their own. */
export function planName({ tenantId, clientId }: UsagePlans['partners'][number]): string {
  return `${tenantId}/${clientId}`;
}

/** By plan, what the value of its key ends in, after the secret all keys begin with: who leaves takes no other's along. */
export function keyEndings({ partners }: UsagePlans): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [EVERYONE, ...partners.map(planName)].map((name) => [
      name,
      createHash('sha256').update(name).digest('hex').slice(0, 16),
    ]),
  );
}
