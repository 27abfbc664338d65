import * as z from 'zod/mini';
import { replenishmentLimits } from '../../domain/replenishment-settings.ts';
import { WorkArrived, WriteConflict } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { closeProcess } from '../../work/process-life.ts';
import { requireTenant } from '../../work/process-row.ts';
import { cancelTasks } from '../../work/task-deadlines.ts';
import { keepWatch, requireReplenishment } from './facts.ts';
import { watchAfter } from './rules/watch.ts';

const Input = z.object({ job: Job });

/**
 * Ends the request in the state its facts say, and says when the item is looked at next. Closing twice changes nothing.
 * Raises WorkArrived when something came that nobody has looked at.
 */
export async function closeReplenishment(
  { job }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ state: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes, work } = deps.stores;
  const row = await requireReplenishment(processes, tenant, job.processId);
  if (row.closedAt) return { state: row.state };
  const { facts } = row;
  if (row.pending.length > 0)
    throw new WorkArrived(`${job.processId} has new work: ${row.pending.join(', ')}`);
  const now = deps.clock();
  const document = await requireTenant(deps.stores, tenant);
  const { sku, proposal, free, last } = facts;
  const watch = watchAfter(
    {
      sku,
      generation: row.generation,
      verdict: proposal?.verdict ?? 'unplanned',
      free,
      gap: proposal?.figures?.gap,
      last: last ?? undefined,
      now,
    },
    replenishmentLimits(document, job.site),
  );
  await keepWatch(processes, tenant, job.site, watch, 'end');
  await cancelTasks(deps, tenant, job.processId);
  const state = facts.phase === 'parked' ? 'PARKED' : 'CLOSED';
  const tasks = await work.tasksOf(tenant, job.processId);
  const ending = { state, outcome: facts.outcome ?? 'done', step: 'CloseReplenishment', at: now, tasks };
  try {
    await closeProcess(deps.stores, tenant, row, ending);
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error;
    throw new WorkArrived(`${job.processId} has new work: ${error.message}`);
  }
  return { state };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeReplenishment(input, await deps()));
