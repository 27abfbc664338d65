import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import type { ReplenishmentFacts } from './contract.ts';
import { generationOf, keepWatch, requireReplenishment, watchOf } from './facts.ts';

const Input = z.object({ start: z.object({ job: Job, cause: z.string() }), executionArn: z.string() });

/** When the sweeper looks at a request that has not set a deadline of its own. */
const FIRST_LOOK_MINUTES = 60;

/**
 * Claims the item at the site: the one request there is. Raises AlreadyRunning when another execution holds it. The item is
 * watched from then on; the claim goes first, so a watch never names a request that is not there.
 */
export async function openReplenishment(
  { start: { job, cause }, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job; sku: string; round: number }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const { businessKey, sku, generation } = generationOf(job.processId);
  const at = deps.clock();
  const dueAt = new Date(Date.parse(at) + FIRST_LOOK_MINUTES * 60_000).toISOString();
  const watch = await watchOf(processes, tenant, job.site, sku);
  const facts: ReplenishmentFacts = {
    sku,
    cause,
    phase: 'look',
    round: 1,
    pages: 0,
    asks: 0,
    attempt: 0,
    tries: 0,
    excluded: [],
    last: watch?.last ?? null,
  };
  await openProcess(deps.stores, tenant, {
    process: processFor(job, executionArn, { state: 'OPENED', generation, at, dueAt, facts }),
    search: [
      { kind: 'business-key', value: businessKey },
      { kind: 'sku', value: sku },
    ],
    step: 'OpenReplenishment',
    causationId: cause,
  });
  const { facts: standing } = await requireReplenishment(processes, tenant, job.processId);
  const last = standing.last ? { last: standing.last } : {};
  await keepWatch(processes, tenant, job.site, { sku, generation, lookAt: dueAt, ...last }, 'begin');
  return { job, sku, round: standing.round };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openReplenishment(input, await deps()));
