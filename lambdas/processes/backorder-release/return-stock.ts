import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import type { ReleaseChunk } from './contract.ts';
import { claimOf } from './facts.ts';

const Input = z.object({ job: Job, chunk: z.int(), planId: z.string() });

/** Gives back what a plan reserved, as if it had never been. What was given back already stays so. */
export async function returnStock(
  { job, chunk, planId }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ returned: number }> {
  const tenant = tenantScope(job.tenantId);
  const stored = await deps.stores.processes.readChunk<ReleaseChunk>(tenant, job.processId, chunk);
  const claim = claimOf(job.processId, planId);
  let returned = 0;
  for (const { sku, orderLineId } of stored?.body.lines ?? []) {
    const place = { site: job.site, sku, orderLineId };
    const how = { lapsed: false, at: deps.clock() };
    if (await deps.stores.backorders.end(tenant, place, claim, how, [])) returned += 1;
  }
  return { returned };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => returnStock(input, await deps()));
