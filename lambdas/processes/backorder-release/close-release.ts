import * as z from 'zod/mini';
import { WorkArrived, WriteConflict } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { closeProcess } from '../../work/process-life.ts';
import type { ReleaseState } from './contract.ts';
import { causesOf, type ReleaseRow, requireRelease, scopesOf, summariesOf } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the release in the state its facts say. Closing twice changes nothing; a cause nobody has looked at goes first. */
export async function closeRelease(
  { job }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ state: ReleaseState }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireRelease(processes, tenant, job.processId);
  if (row.closedAt) return { state: row.state as ReleaseState };
  const seen = new Set((await scopesOf(processes, tenant, job.processId)).flatMap((scope) => scope.seen));
  const fresh = (await causesOf(processes, tenant, job.processId)).filter(
    ({ eventId }) => !seen.has(eventId),
  );
  if (fresh.length > 0)
    throw new WorkArrived(`${job.processId} has new work: ${fresh.map(({ eventId }) => eventId).join(', ')}`);
  const now = deps.clock();
  const { state, outcome } = endOf(row);
  const tasks = await deps.stores.work.tasksOf(tenant, job.processId);
  try {
    await closeProcess(deps.stores, tenant, row, { state, outcome, step: 'CloseRelease', at: now, tasks });
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error;
    throw new WorkArrived(`${job.processId} has new work: ${error.message}`);
  }
  return { state };
}

/** Pure: which end state, and in one word how it came. */
export function endOf(row: ReleaseRow): { readonly state: ReleaseState; readonly outcome: string } {
  if (row.mode !== 'act') return { state: 'CLOSED', outcome: row.mode };
  const statuses = [...summariesOf(row).values()].map(({ status }) => status);
  if (statuses.includes('stuck')) return { state: 'PARKED', outcome: 'stuck' };
  const isExpired = Object.values(row.facts.rulings ?? {}).some(({ kind }) => kind === 'expired');
  if (isExpired) return { state: 'PARKED', outcome: 'undecided' };
  return { state: 'CLOSED', outcome: statuses.includes('confirmed') ? 'released' : 'nothing-released' };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeRelease(input, await deps()));
