import * as z from 'zod/mini';
import { WorkArrived } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { closeProcess } from '../../work/process-life.ts';
import { cancelTasks } from '../../work/task-deadlines.ts';
import { requireException } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the process and announces how; a task nobody answered ends with it. Closing twice changes nothing. */
export async function closeException(
  { job }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireException(deps.stores.processes, tenant, job.processId);
  const outcome = row.facts.next?.outcome ?? 'open';
  if (row.closedAt) return { outcome: row.outcome ?? outcome };
  const fresh = row.pending.filter((entry) => /^\d+:/.test(entry));
  if (fresh.length > 0) throw new WorkArrived(`${job.processId} has new work: ${fresh.join(', ')}`);
  const tasks = await deps.stores.work.tasksOf(tenant, job.processId);
  await cancelTasks(deps, tenant, job.processId);
  await closeProcess(deps.stores, tenant, row, {
    state: 'CLOSED',
    outcome,
    step: 'CloseException',
    at: deps.clock(),
    tasks,
  });
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeException(input, await deps()));
