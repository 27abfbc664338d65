import { assignCase } from '../work/cases.ts';
import { Assignment, decidesCases } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findCase } from './find-case.ts';
import { requireVersion } from './kernel/etag.ts';
import { defineRoute } from './kernel/route.ts';
import { byCaseId } from './schemas.ts';
import { CaseView, caseView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'assignCase',
  method: 'PUT',
  path: '/v1/cases/{caseId}/assignee',
  tag: 'Cases',
  summary: 'Gives a case to a person who works at its site.',
  may: decidesCases,
  params: byCaseId,
  body: Assignment,
  answer: CaseView,
  versioned: true,
  ifMatch: true,
  problems: ['not-found', 'conflict'],
  async run(call, deps: WorkDeps) {
    const kase = await findCase(call, deps.stores);
    requireVersion(`case ${kase.caseId}`, kase.version, call.expectedVersion);
    const to = { assignee: call.body.assignee, by: call.principal.subject };
    const row = await assignCase(deps, call.principal.tenant, kase.caseId, to);
    return { body: caseView(row), version: row.version };
  },
});
