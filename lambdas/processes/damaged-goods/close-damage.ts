import * as z from 'zod/mini';
import { NotFound, WorkArrived } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { closeProcess } from '../../work/process-life.ts';
import { cancelTasks } from '../../work/task-deadlines.ts';
import { DAMAGE, readDamage, requireDamage } from './facts.ts';
import { closedEvent } from './news.ts';

const Input = z.object({ job: Job });

/** Ends the process and announces how. Raises WorkArrived when news came meanwhile. Closing twice changes nothing. */
export async function closeDamage({ job }: z.infer<typeof Input>, deps: Core): Promise<{ outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes, work } = deps.stores;
  const row = await requireDamage(processes, tenant, job.processId);
  const outcome = row.facts.outcome ?? 'parked';
  if (row.closedAt) return { outcome: row.outcome ?? outcome };
  const fresh = row.pending.filter((entry) => entry.startsWith(`${DAMAGE}:`));
  if (fresh.length > 0) throw new WorkArrived(`${job.processId} has new work: ${fresh.join(', ')}`);
  const stored = await readDamage(processes, tenant, job.processId);
  if (!stored)
    throw new NotFound(`${job.processId} has no document of its damage; its first state writes it`);
  const now = deps.clock();
  const tasks = await work.tasksOf(tenant, job.processId);
  await cancelTasks(deps, tenant, job.processId);
  const step = { key: 'settled', name: 'CloseDamage', at: now, detail: { outcome } };
  await processes.record(tenant, job.processId, step, [closedEvent(row, stored.body, outcome, now)]);
  const ending = { state: 'CLOSED', outcome, step: 'CloseDamage', at: now, tasks };
  await closeProcess(deps.stores, tenant, row, ending);
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeDamage(input, await deps()));
