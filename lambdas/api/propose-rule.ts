import * as z from 'zod/mini';
import { foresee, proposeRule, versionInForce } from '../work/rule-proposals.ts';
import type { ReadDeps } from './deps.ts';
import { byRule, requireForAllSites } from './govern-rule.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { DECIDE, words } from './schemas.ts';
import { ProposalView, proposalView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'proposeRule',
  method: 'POST',
  path: '/v1/rules/{rule}/proposals',
  tag: 'Rules',
  summary: 'Proposes another value of a rule; somebody else approves it.',
  description:
    'The value is the whole of the rule, as GET answers it; null goes back to the starting values. If-Match names the version it was made from. Nothing changes until another person approves it.',
  may: { roles: DECIDE, scope: 'settings:write' },
  params: byRule,
  body: z.strictObject({ value: z.unknown(), reason: words }),
  answer: ProposalView,
  status: 201,
  versioned: true,
  ifMatch: true,
  async run(call, deps: ReadDeps) {
    const { rule } = call.params;
    requireForAllSites(call, rule, 'proposedBy');
    const { tenant, subject: by } = call.principal;
    const standing = await versionInForce(deps, tenant);
    if (call.expectedVersion !== standing.version)
      throw new ApiProblem(
        'precondition-failed',
        `version ${standing.version} is in force, not ${call.expectedVersion}: read the rule again`,
      );
    const { value, reason } = call.body;
    const { added, changes } = foresee(standing, rule, value);
    if (added.length > 0)
      throw new ApiProblem('unprocessable', `${rule} cannot say this: its errors name the fields`, {
        errors: added.map((problem) => ({
          field: problem.field,
          value: (JSON.stringify(problem.value) ?? 'missing').slice(0, 80),
          message: problem.remedy,
        })),
      });
    if (changes.length === 0)
      throw new ApiProblem('unprocessable', `version ${standing.version} says the same of ${rule} already`);
    const asked = { rule, value, reason, by, basedOn: standing.version, proposalId: call.requestId };
    const row = await proposeRule(deps, tenant, asked, changes);
    return {
      body: proposalView(row),
      version: row.version,
      location: `/v1/rule-proposals/${row.proposalId}`,
    };
  },
});
