import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { record, SETTINGS } from './schemas.ts';

export const route = defineRoute({
  operationId: 'showTenantVersion',
  method: 'GET',
  path: '/v1/tenant/versions/{version}',
  tag: 'Tenant',
  summary: "The tenant's document as a version of it was applied.",
  may: { roles: SETTINGS, scope: 'settings:read' },
  params: z.object({ version: z.string().check(z.regex(/^[1-9][0-9]{0,8}$/, 'a whole number from 1')) }),
  answer: record,
  problems: ['not-found'],
  async run({ principal, params: { version } }, { stores }: ReadDeps) {
    const document = await stores.tenants.version(principal.tenant, Number(version));
    if (!document) throw new ApiProblem('not-found', `there is no version ${version}`);
    return { body: { ...document } };
  },
});
