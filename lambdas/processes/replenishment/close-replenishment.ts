import * as z from 'zod/mini';
import { replenishmentLimits } from '../../domain/replenishment-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { endProcess, requireNothingNew } from '../../work/end-process.ts';
import { requireTenant } from '../../work/process-row.ts';
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
  const { processes } = deps.stores;
  const row = await requireReplenishment(processes, tenant, job.processId);
  if (row.closedAt) return { state: row.state };
  const { facts } = row;
  requireNothingNew(row, () => true);
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
  const state = facts.phase === 'parked' ? 'PARKED' : 'CLOSED';
  const outcome = facts.outcome ?? 'done';
  await endProcess(deps, tenant, row, { state, outcome, step: 'CloseReplenishment' });
  return { state };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeReplenishment(input, await deps()));
