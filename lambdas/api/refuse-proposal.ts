import * as z from 'zod/mini';
import { refuseProposal } from '../work/rule-proposals.ts';
import type { ReadDeps } from './deps.ts';
import { findProposal, requireForAllSites } from './govern-rule.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, DECIDE, words } from './schemas.ts';
import { ProposalView, proposalView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'refuseProposal',
  method: 'POST',
  path: '/v1/rule-proposals/{id}/refusal',
  tag: 'Rules',
  summary: 'Ends a proposal without a change: who made it withdraws it, anybody else rejects it.',
  may: { roles: DECIDE, scope: 'settings:write' },
  params: byId,
  body: z.strictObject({ comment: words }),
  answer: ProposalView,
  versioned: true,
  problems: ['not-found', 'conflict'],
  async run(call, deps: ReadDeps) {
    const { tenant, subject: by } = call.principal;
    const proposal = await findProposal(call, deps.stores);
    // Taking back one's own needs no more than having made it.
    if (by !== proposal.proposedBy) requireForAllSites(call, proposal.rule, 'approvedBy');
    const row = await refuseProposal(deps, tenant, proposal, { by, comment: call.body.comment });
    return { body: proposalView(row), version: row.version };
  },
});
