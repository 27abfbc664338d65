import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { endProcess, requireNothingNew } from '../../work/end-process.ts';
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
  requireNothingNew(row);
  await endProcess(deps, tenant, row, { state: 'CLOSED', outcome, step: 'CloseException' });
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeException(input, await deps()));
