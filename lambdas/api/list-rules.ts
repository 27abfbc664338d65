import * as z from 'zod/mini';
import { ruleNames } from '../domain/tenant-rules.ts';
import { versionInForce } from '../work/rule-proposals.ts';
import type { ReadDeps } from './deps.ts';
import { ruleView } from './govern-rule.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK } from './schemas.ts';
import { RuleView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'listRules',
  method: 'GET',
  path: '/v1/rules',
  tag: 'Rules',
  summary:
    'The rules a tenant works by: settings of processes, tolerances, approval tiers and cut-over levels.',
  may: { roles: LOOK, scope: 'settings:read' },
  answer: z.object({ items: z.array(RuleView) }),
  versioned: true,
  async run({ principal }, deps: ReadDeps) {
    const document = await versionInForce(deps, principal.tenant);
    // The whole document is for those who see how a tenant is set up.
    const items = ruleNames.filter((rule) => rule !== 'document').map((rule) => ruleView(document, rule));
    return { body: { items }, version: document.version };
  },
});
