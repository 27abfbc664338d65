import * as z from 'zod/mini';
import { approveProposal } from '../work/rule-proposals.ts';
import type { ReadDeps } from './deps.ts';
import { findProposal, requireForAllSites } from './govern-rule.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, DECIDE, words } from './schemas.ts';
import { ProposalView, proposalView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'approveProposal',
  method: 'POST',
  path: '/v1/rule-proposals/{id}/approval',
  tag: 'Rules',
  summary: 'Brings a proposed change into force; who proposed it cannot approve it.',
  description:
    'The rule must say what it said when the change was proposed, or the answer is 409: nobody has seen the two changes together. The new version is in force everywhere within half a minute.',
  may: { roles: DECIDE, scope: 'settings:write' },
  params: byId,
  body: z.strictObject({ comment: z.optional(words) }),
  answer: ProposalView,
  versioned: true,
  problems: ['not-found', 'conflict'],
  async run(call, deps: ReadDeps) {
    const { tenant, subject: by } = call.principal;
    const proposal = await findProposal(call, deps.stores);
    requireForAllSites(call, proposal.rule, 'approvedBy');
    const { comment } = call.body;
    const decided = { by, ...(comment === undefined ? {} : { comment }) };
    const row = await approveProposal(deps, tenant, proposal, decided);
    return { body: proposalView(row), version: row.version };
  },
});
