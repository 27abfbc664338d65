import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { endProcess, requireNothingNew } from '../../work/end-process.ts';
import { requirePutaway } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the putaway as its facts say, and gives its bin back. Closing twice changes nothing; news that came first goes first. */
export async function closePutaway({ job }: z.infer<typeof Input>, deps: Core): Promise<{ state: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes, bins } = deps.stores;
  const row = await requirePutaway(processes, tenant, job.processId);
  const { ending, assignment, stuck } = row.facts;
  if (row.closedAt !== undefined || !ending) return { state: row.state };
  requireNothingNew(row, () => true);
  // Where a load that could not be taken back lies nobody knows: its bin is free again when the reservation ends.
  if (assignment && !stuck)
    await bins.release(tenant, { site: row.site, bin: assignment.bin }, job.processId);
  await endProcess(deps, tenant, row, { ...ending, step: 'ClosePutaway' });
  return { state: ending.state };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closePutaway(input, await deps()));
