import { createHash } from 'node:crypto';
import { EVERY } from '../../domain/grants.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import type { Core } from '../../shared/runtime.ts';
import type { JobOwner, JobResult, JobRow } from '../../store/job.ts';
import type { TenantScope } from '../../store/ports.ts';
import { tellJobFinished } from '../../work/job-events.ts';
import { route as answerTask } from '../answer-task.ts';
import { route as assignCase } from '../assign-case.ts';
import { route as cancelProcess } from '../cancel-process.ts';
import { route as delegateTask } from '../delegate-task.ts';
import type { WorkDeps } from '../deps.ts';
import type { ApiDeps } from '../kernel/answer-request.ts';
import { problemOf, problemUri } from '../kernel/problem.ts';
import type { Call, Route } from '../kernel/route.ts';
import { type Principal, requireGrant } from '../principal.ts';
import { route as redriveProcess } from '../redrive-process.ts';
import { route as resolveCase } from '../resolve-case.ts';
import { route as resumeProcess } from '../resume-process.ts';
import { route as retryProcess } from '../retry-process.ts';
import { type JobOperation, type JobOperationName, jobOperations } from './operations.ts';

/** No request stands behind it: who asked is in the job. */
export type JobDeps = Omit<WorkDeps, keyof ApiDeps | 'documents'> & Core;

/** How each operation is carried out: the same as when it is called for one thing. */
export const jobRoutes: Readonly<Record<JobOperationName, Route<WorkDeps>>> = {
  retryProcess,
  redriveProcess,
  resumeProcess,
  cancelProcess,
  assignCase,
  resolveCase,
  answerTask,
  delegateTask,
};

/**
 * Carries out what is left of a job, item by item, each once: its result is kept before the next one begins, so whoever
 * takes over goes on where the other one stopped. A failure nobody foresaw is raised, and the item is tried again.
 */
export async function carryOutJob(
  deps: JobDeps,
  tenant: TenantScope,
  jobId: string,
): Promise<JobRow | undefined> {
  const { jobs } = deps.stores;
  const found = await jobs.job(tenant, jobId);
  if (!found || found.state === 'FINISHED') return found;
  const results = [...(await jobs.results(tenant, jobId))];
  const isTakenOver = found.state === 'RUNNING';
  const row = isTakenOver ? found : await jobs.change(tenant, jobId, found.version, { state: 'RUNNING' });
  const principal = principalOf(tenant, row.owner, await deps.stores.tenants.current(tenant));
  const first = results.length;
  for (const [index, item] of [...row.items.entries()].slice(first)) {
    const result = await carriedOut(deps, row, item, principal);
    const isUncertain = isTakenOver && index === first && result.outcome === 'REFUSED';
    const told = isUncertain ? { ...result, detail: `${result.detail}; ${INTERRUPTED}` } : result;
    await jobs.record(tenant, jobId, index, told);
    results.push(told);
  }
  const done = results.filter(({ outcome }) => outcome === 'DONE').length;
  await tellJobFinished(deps, tenant, row, { done, refused: results.length - done });
  return jobs.change(tenant, jobId, row.version, { state: 'FINISHED', finishedAt: deps.clock() });
}

/** Between carrying an item out and keeping its result a function can die. */
const INTERRUPTED = 'the job was interrupted at this item and may have carried it out itself';

async function carriedOut(
  deps: JobDeps,
  { jobId, operation, body }: JobRow,
  item: string,
  principal: Principal,
): Promise<JobResult> {
  const name = operation as JobOperationName;
  const [{ may, look }, route]: [JobOperation, Route<WorkDeps>] = [jobOperations[name], jobRoutes[name]];
  const require = (about: Parameters<typeof requireGrant>[2]) => requireGrant(principal, may.roles, about);
  try {
    requireGrant(principal, may.roles);
    const { version } = await look({ item, principal, require }, deps.stores);
    const call: Call<unknown, unknown, unknown> = {
      principal,
      // Each path has one parameter, under one of these names.
      params: { id: item, caseId: item },
      query: undefined,
      body,
      page: { limit: 1 },
      expectedVersion: version,
      correlationId: jobId,
      requestId: createHash('sha256')
        .update(JSON.stringify([jobId, item]))
        .digest('hex')
        .slice(0, 32),
      require,
    };
    await route.run(call as never, deps as unknown as WorkDeps);
    return { item, outcome: 'DONE' };
  } catch (error) {
    const problem = problemOf(error);
    // What may be tried again is: the queue delivers the job once more.
    if (!problem || problem.type === 'unavailable') throw error;
    return { item, outcome: 'REFUSED', type: problemUri(problem.type), detail: problem.message };
  }
}

/** The owner with the grants of the job, as far as the tenant's document still gives them: taking them away works at once. */
function principalOf(tenant: TenantScope, owner: JobOwner, document: TenantDocument | undefined): Principal {
  const { subject, kind } = owner;
  const standing =
    kind === 'person'
      ? document?.members.find(({ userId }) => userId === subject)
      : document?.clients?.find(({ clientId }) => clientId === subject);
  return {
    ...owner,
    tenant,
    roles: owner.roles.filter((role) => standing?.roles.includes(role)),
    sites: standing?.sites ?? [],
    processes: standing?.processes ?? (standing ? [EVERY] : []),
  };
}
