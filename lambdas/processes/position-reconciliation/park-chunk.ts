import { reconciliationLimits } from '../../domain/reconciliation-settings.ts';
import type { Job } from '../../shared/job.ts';
import type { Core } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { parkedEvent } from '../../work/parked.ts';
import { requireTenant } from '../../work/process-row.ts';
import type { ChunkStatus } from './contract.ts';
import { requireReconciliation, type StandingChunk, saveChunk } from './facts.ts';

interface Failed {
  readonly failure: { readonly Error: string };
  /** The system that is away; absent when it refused. */
  readonly system?: string | null | undefined;
  /** What becomes of a chunk whose call was refused. */
  readonly status: ChunkStatus;
}

/**
 * A call of a run did not get through. What waits for a system asks everything again when it is back, because numbers of
 * before an outage say nothing after it; what was refused has the case of its call.
 */
export async function parkChunk(
  job: Job,
  chunk: number,
  { body, version }: StandingChunk,
  { failure, system, status }: Failed,
  deps: Core,
): Promise<void> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  if (!system) {
    await saveChunk(processes, tenant, job.processId, chunk, { ...body, status }, version);
    return;
  }
  const now = deps.clock();
  const { retryMinutes } = reconciliationLimits(await requireTenant(deps.stores, tenant), job.site);
  const retryAt = new Date(Date.parse(now) + retryMinutes.value * 60_000).toISOString();
  const run = `${chunk}-${body.round}-${body.attempt}`;
  await processes.park(tenant, system, job.processId, [`resume/${system}`], now);
  await saveChunk(
    processes,
    tenant,
    job.processId,
    chunk,
    { ...body, status: 'listed', waitsFor: system, retryAt },
    version,
  );
  const row = await requireReconciliation(processes, tenant, job.processId);
  await processes.record(
    tenant,
    job.processId,
    {
      key: `parked#${run}`,
      name: 'LeaveForLater',
      at: now,
      detail: { chunk, system, error: failure.Error },
    },
    [parkedEvent(row, `chunk-${run}`, system, failure.Error, now)],
  );
}
