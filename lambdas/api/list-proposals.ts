import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { pageOver } from './kernel/pages.ts';
import { defineRoute } from './kernel/route.ts';
import { PROPOSALS, pageOf } from './schemas.ts';
import { ProposalView, proposalView } from './views/govern.ts';

export const route = defineRoute({
  operationId: 'listProposals',
  method: 'GET',
  path: '/v1/rule-proposals',
  tag: 'Rules',
  summary: 'Changes of rules that were proposed.',
  may: { roles: PROPOSALS, scope: 'settings:read' },
  query: z.object({ state: z.optional(z.enum(['OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN'])) }),
  answer: pageOf(ProposalView),
  paged: true,
  async run({ principal: { tenant }, query: { state }, page }, { stores }: ReadDeps) {
    const read = (_: undefined, asked: typeof page) => stores.tenants.proposals(tenant, asked);
    const { rows, cursor } = await pageOver(
      [undefined],
      page,
      read,
      (row) => state === undefined || row.state === state,
    );
    return { body: { items: rows.map(proposalView) }, cursor };
  },
});
