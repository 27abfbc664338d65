import { resolveCase } from '../work/cases.ts';
import { decidesCases, Resolution } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findCase } from './find-case.ts';
import { defineRoute } from './kernel/route.ts';
import { byCaseId } from './schemas.ts';
import { CaseView, caseView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'resolveCase',
  method: 'POST',
  path: '/v1/cases/{caseId}/resolution',
  tag: 'Cases',
  summary: 'Closes a case with what caused it and what was done.',
  may: decidesCases,
  params: byCaseId,
  body: Resolution,
  answer: CaseView,
  versioned: true,
  problems: ['not-found', 'conflict'],
  async run(call, deps: WorkDeps) {
    const { caseId } = await findCase(call, deps.stores);
    const { rootCause, resolution, cost } = call.body;
    const row = await resolveCase(deps, call.principal.tenant, caseId, {
      by: call.principal.subject,
      rootCause,
      resolution,
      ...(cost === undefined ? {} : { cost }),
    });
    return { body: caseView(row), version: row.version };
  },
});
