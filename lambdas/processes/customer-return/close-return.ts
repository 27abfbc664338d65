import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { endProcess, requireNothingNew } from '../../work/end-process.ts';
import { readReturn, requireReturn } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the process and announces how. Raises WorkArrived when news came meanwhile. Closing twice changes nothing. */
export async function closeReturn({ job }: z.infer<typeof Input>, deps: Core): Promise<{ outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireReturn(deps.stores.processes, tenant, job.processId);
  if (row.closedAt) return { outcome: row.outcome ?? '' };
  const outcome = (await readReturn(deps.stores.processes, tenant, job.processId))?.body.next.outcome;
  if (outcome === undefined) throw new NotFound(`${job.processId} has no outcome yet; it is not over`);
  requireNothingNew(row);
  await endProcess(deps, tenant, row, { state: 'CLOSED', outcome, step: 'CloseReturn' });
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeReturn(input, await deps()));
