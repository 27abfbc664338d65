import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, LOOK } from './schemas.ts';
import { JobResultView, JobView, jobView, resultViews } from './views/job.ts';

export const route = defineRoute({
  operationId: 'showJob',
  method: 'GET',
  path: '/v1/jobs/{id}',
  tag: 'Jobs',
  summary: 'One operation on many things, with what came of each.',
  may: { roles: LOOK, scope: 'jobs:read' },
  params: byId,
  answer: z.extend(JobView, { results: z.array(JobResultView) }),
  versioned: true,
  problems: ['not-found'],
  async run({ principal: { tenant }, params: { id } }, { stores }: ReadDeps) {
    const row = await stores.jobs.job(tenant, id);
    if (!row) throw new ApiProblem('not-found', `there is no job ${id}`);
    const results = await stores.jobs.results(tenant, id);
    return { body: { ...jobView(row), results: resultViews(row, results) }, version: row.version };
  },
});
