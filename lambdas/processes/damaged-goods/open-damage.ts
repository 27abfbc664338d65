import * as z from 'zod/mini';
import { damageLimits } from '../../domain/damage-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type SearchKey, tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import { requireTenant } from '../../work/process-row.ts';
import { type DamageBody, DamageReport } from './contract.ts';
import { DAMAGE, readDamage } from './facts.ts';

const Input = z.object({ start: z.object({ job: Job, report: DamageReport }), executionArn: z.string() });

/** Claims the business key; the goods must be out of reach within the time of rule 5.7. Raises AlreadyRunning. */
export async function openDamage(
  { start, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job }> {
  const { job, report } = start;
  const tenant = tenantScope(job.tenantId);
  const at = deps.clock();
  const { quarantineMinutes } = damageLimits(await requireTenant(deps.stores, tenant), job.site);
  const process = processFor(job, executionArn, {
    state: 'QUARANTINING',
    at,
    dueAt: new Date(Date.parse(at) + quarantineMinutes.value * 60_000).toISOString(),
    facts: {},
  });
  const search: SearchKey[] = [
    { kind: 'business-key', value: report.damageId },
    { kind: 'sku', value: report.sku },
    ...(report.supplierId === undefined ? [] : [{ kind: 'supplier' as const, value: report.supplierId }]),
    ...(report.orderId === undefined ? [] : [{ kind: 'order' as const, value: report.orderId }]),
  ];
  const causationId = job.correlationId;
  await openProcess(deps.stores, tenant, { process, search, step: 'OpenDamage', causationId });
  if (!(await readDamage(deps.stores.processes, tenant, job.processId))) {
    const body: DamageBody = {
      report,
      looks: 0,
      isGone: report.bucket === undefined,
      effects: [],
      adjustments: [],
      rounds: {},
      heard: [],
    };
    await deps.stores.processes.writeChunk(tenant, job.processId, DAMAGE, body, 0);
  }
  return { job };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openDamage(input, await deps()));
