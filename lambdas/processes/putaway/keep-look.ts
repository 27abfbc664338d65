import * as z from 'zod/mini';
import { erp } from '../../adapters/erp/port.ts';
import { oms } from '../../adapters/oms/port.ts';
import { wms } from '../../adapters/wms/port.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { LOOK, type Look, requirePutaway } from './facts.ts';
import { Failure, waitForSystem } from './wait-for-system.ts';

const Input = z.object({
  job: Job,
  look: z.int(),
  found: z.nullable(wms.lookUpLoad.output),
  items: z.nullable(erp.lookUpOrders.output),
  demand: z.nullable(oms.lookUpDemand.output),
  places: z.nullable(wms.lookUpBins.output),
  failure: z.nullable(Failure),
  system: z.nullable(z.string()),
});

/**
 * Keeps what the systems answered to a look. A system that is away parks the look; one that refuses has its case, and the
 * look is tried again later.
 */
export async function keepLook(input: z.infer<typeof Input>, deps: Core): Promise<void> {
  const { job, look, found, items, demand, places, failure, system } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requirePutaway(processes, tenant, job.processId);
  if (failure) return waitForSystem(row, { system, failure, what: `look-${look}` }, deps);
  const now = deps.clock();
  const [item] = items?.items.filter(({ sku }) => sku === found?.load?.sku) ?? [];
  const body: Look = {
    look,
    at: now,
    lpns: found?.lpns ?? [],
    ...(found?.load && { load: found.load }),
    ...(item && { item }),
    ...(demand && { demand: demand.lines.map(({ open, holds }) => ({ open, holds })) }),
    ...(places && { stored: places.item, staging: places.staging, bins: places.bins }),
  };
  await processes.putFact(tenant, job.processId, { key: LOOK, sequence: look, body });
  await processes.change(tenant, job.processId, {
    at: now,
    facts: { looked: look, runs: 0, tries: 0, waitsFor: null, until: null },
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => keepLook(input, await deps()));
