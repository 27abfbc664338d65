import { versionInForce } from '../work/rule-proposals.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { record, SETTINGS } from './schemas.ts';

export const route = defineRoute({
  operationId: 'showTenant',
  method: 'GET',
  path: '/v1/tenant',
  tag: 'Tenant',
  summary: "The caller's tenant as one document, in the version in force.",
  description: 'It names secrets and holds none. A change is proposed as the rule `document`.',
  may: { roles: SETTINGS, scope: 'settings:read' },
  answer: record,
  versioned: true,
  async run({ principal }, deps: ReadDeps) {
    const document = await versionInForce(deps, principal.tenant);
    return { body: { ...document }, version: document.version };
  },
});
