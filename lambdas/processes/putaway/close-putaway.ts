import * as z from 'zod/mini';
import { WorkArrived, WriteConflict } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { closeProcess } from '../../work/process-life.ts';
import { cancelTasks } from '../../work/task-deadlines.ts';
import { requirePutaway } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the putaway as its facts say, and gives its bin back. Closing twice changes nothing; news that came first goes first. */
export async function closePutaway({ job }: z.infer<typeof Input>, deps: Core): Promise<{ state: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes, bins, work } = deps.stores;
  const row = await requirePutaway(processes, tenant, job.processId);
  const { ending, assignment, stuck } = row.facts;
  if (row.closedAt !== undefined || !ending) return { state: row.state };
  if (row.pending.length > 0)
    throw new WorkArrived(`${job.processId} has new work: ${row.pending.join(', ')}`);
  // Where a load that could not be taken back lies nobody knows: its bin is free again when the reservation ends.
  if (assignment && !stuck)
    await bins.release(tenant, { site: row.site, bin: assignment.bin }, job.processId);
  await cancelTasks(deps, tenant, job.processId);
  const tasks = await work.tasksOf(tenant, job.processId);
  try {
    await closeProcess(deps.stores, tenant, row, {
      ...ending,
      step: 'ClosePutaway',
      at: deps.clock(),
      tasks,
    });
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error;
    throw new WorkArrived(`${job.processId} has new work: ${error.message}`);
  }
  return { state: ending.state };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closePutaway(input, await deps()));
