import type { ReadDeps } from './deps.ts';
import { findCase } from './find-case.ts';
import { defineRoute } from './kernel/route.ts';
import { byCaseId, LOOK } from './schemas.ts';
import { CaseView, caseView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'showCase',
  method: 'GET',
  path: '/v1/cases/{caseId}',
  tag: 'Cases',
  summary: 'One case: what happened, who owns it, and what was done.',
  may: { roles: LOOK, scope: 'cases:read' },
  params: byCaseId,
  answer: CaseView,
  versioned: true,
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const row = await findCase(call, stores);
    return { body: caseView(row), version: row.version };
  },
});
