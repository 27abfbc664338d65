import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { SETTINGS } from './schemas.ts';

/** A document changes a few times a month. */
const MOST = 1_000;

export const route = defineRoute({
  operationId: 'listTenantVersions',
  method: 'GET',
  path: '/v1/tenant/versions',
  tag: 'Tenant',
  summary:
    "Versions of the tenant's document and since when each was in force, the latest first; at most 1,000.",
  may: { roles: SETTINGS, scope: 'settings:read' },
  answer: z.object({ items: z.array(z.object({ version: z.int(), appliedAt: z.string() })) }),
  async run({ principal }, { stores }: ReadDeps) {
    const versions = await stores.tenants.versions(principal.tenant, MOST);
    return { body: { items: versions.map((version) => ({ ...version })) } };
  },
});
