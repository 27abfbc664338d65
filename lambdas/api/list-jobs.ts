import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, pageOf } from './schemas.ts';
import { JobView, jobView } from './views/job.ts';

export const route = defineRoute({
  operationId: 'listJobs',
  method: 'GET',
  path: '/v1/jobs',
  tag: 'Jobs',
  summary: 'Operations on many things somebody asked for, the latest first.',
  may: { roles: LOOK, scope: 'jobs:read' },
  answer: pageOf(JobView),
  paged: true,
  async run({ principal, page }, { stores }: ReadDeps) {
    const { rows, cursor } = await stores.jobs.jobs(principal.tenant, page);
    return { body: { items: rows.map(jobView) }, cursor };
  },
});
