import * as z from 'zod/mini';
import { foresee, versionInForce } from '../work/rule-proposals.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { record, SETTINGS } from './schemas.ts';
import { PlanView, planView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'planTenant',
  method: 'POST',
  path: '/v1/tenant/plan',
  tag: 'Tenant',
  summary:
    'Says everything that is wrong with a document of the tenant, and what it would change; nothing changes.',
  may: { roles: SETTINGS, scope: 'settings:read' },
  body: z.strictObject({ document: record }),
  answer: PlanView,
  reads: true,
  async run({ principal, body: { document } }, deps: ReadDeps) {
    const standing = await versionInForce(deps, principal.tenant);
    return { body: planView(foresee(standing, 'document', document)) };
  },
});
