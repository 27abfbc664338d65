import * as z from 'zod/mini';
import { tellJobRequested } from '../work/job-events.ts';
import type { ReadDeps } from './deps.ts';
import { JobQuestion, jobAsked } from './jobs/asked.ts';
import { preview } from './jobs/preview.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { DECIDE, words } from './schemas.ts';
import { JobView, jobView } from './views/job.ts';

export const route = defineRoute({
  operationId: 'startJob',
  method: 'POST',
  path: '/v1/jobs',
  tag: 'Jobs',
  summary: 'Carries out one operation on many things, as they were previewed.',
  description:
    'The items are carried out one after the other, in the name and with the grants of the caller, each as a call of its own would be; what refuses one leaves the others alone. The audit chain keeps the reason.',
  may: { roles: DECIDE, scope: 'jobs:write' },
  body: z.extend(JobQuestion, {
    reason: words,
    /** As the preview answered it. */
    digest: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'the digest of a preview')),
  }),
  answer: JobView,
  status: 202,
  versioned: true,
  problems: ['conflict'],
  async run({ principal, requestId, body: { reason, digest, ...question } }, deps: ReadDeps) {
    const { tenant, callsPerMinute: _, ...owner } = principal;
    const asked = jobAsked(question);
    const standing = await deps.stores.jobs.job(tenant, requestId);
    if (!standing && (await preview(asked, principal, deps.stores)).digest !== digest)
      throw new ApiProblem('conflict', 'something has changed since the preview: preview it again');
    const row = await deps.stores.jobs.create(tenant, {
      ...{ ...asked, jobId: requestId, reason, owner },
      requestedAt: deps.clock(),
    });
    await tellJobRequested(deps, tenant, row);
    return { body: jobView(row), version: row.version, location: `/v1/jobs/${row.jobId}` };
  },
});
