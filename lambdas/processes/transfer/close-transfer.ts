import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { requireNothingNew } from '../../work/end-process.ts';
import { closeProcess } from '../../work/process-life.ts';
import { readBody, requireTransfer } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the process and announces how. Raises WorkArrived when news came meanwhile. Closing twice changes nothing. */
export async function closeTransfer(
  { job }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes, work } = deps.stores;
  const row = await requireTransfer(processes, tenant, job.processId);
  const stored = await readBody(processes, tenant, job.processId);
  const outcome = stored?.body.outcome ?? 'lost';
  if (row.closedAt) return { outcome: row.outcome ?? outcome };
  requireNothingNew(row);
  await closeProcess(deps.stores, tenant, row, {
    state: 'CLOSED',
    outcome,
    step: 'CloseTransfer',
    at: deps.clock(),
    tasks: await work.tasksOf(tenant, job.processId),
  });
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeTransfer(input, await deps()));
