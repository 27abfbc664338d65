import { versionInForce } from '../work/rule-proposals.ts';
import type { ReadDeps } from './deps.ts';
import { byRule, ruleView } from './govern-rule.ts';
import { defineRoute } from './kernel/route.ts';
import { requireGrant } from './principal.ts';
import { LOOK, SETTINGS } from './schemas.ts';
import { RuleView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'showRule',
  method: 'GET',
  path: '/v1/rules/{rule}',
  tag: 'Rules',
  summary: 'One rule as the version in force says it.',
  may: { roles: LOOK, scope: 'settings:read' },
  params: byRule,
  answer: RuleView,
  versioned: true,
  async run({ principal, params: { rule } }, deps: ReadDeps) {
    if (rule === 'document') requireGrant(principal, SETTINGS);
    const document = await versionInForce(deps, principal.tenant);
    return { body: ruleView(document, rule), version: document.version };
  },
});
