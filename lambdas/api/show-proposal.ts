import type { ReadDeps } from './deps.ts';
import { findProposal } from './govern-rule.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, PROPOSALS } from './schemas.ts';
import { ProposalView, proposalView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'showProposal',
  method: 'GET',
  path: '/v1/rule-proposals/{id}',
  tag: 'Rules',
  summary: 'One proposed change of a rule.',
  may: { roles: PROPOSALS, scope: 'settings:read' },
  params: byId,
  answer: ProposalView,
  versioned: true,
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const row = await findProposal(call, stores);
    return { body: proposalView(row), version: row.version };
  },
});
