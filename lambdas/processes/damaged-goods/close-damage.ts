import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { endProcess, requireNothingNew } from '../../work/end-process.ts';
import { readDamage, requireDamage } from './facts.ts';
import { closedEvent } from './news.ts';

const Input = z.object({ job: Job });

/** Ends the process and announces how. Raises WorkArrived when news came meanwhile. Closing twice changes nothing. */
export async function closeDamage({ job }: z.infer<typeof Input>, deps: Core): Promise<{ outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireDamage(processes, tenant, job.processId);
  const outcome = row.facts.outcome ?? 'parked';
  if (row.closedAt) return { outcome: row.outcome ?? outcome };
  requireNothingNew(row);
  const stored = await readDamage(processes, tenant, job.processId);
  if (!stored)
    throw new NotFound(`${job.processId} has no document of its damage; its first state writes it`);
  const now = deps.clock();
  const step = { key: 'settled', name: 'CloseDamage', at: now, detail: { outcome } };
  await processes.record(tenant, job.processId, step, [closedEvent(row, stored.body, outcome, now)]);
  await endProcess(deps, tenant, row, { state: 'CLOSED', outcome, step: 'CloseDamage' });
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeDamage(input, await deps()));
