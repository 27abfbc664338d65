import * as z from 'zod/mini';
import { reconciliationLimits } from '../../domain/reconciliation-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { partsOf } from '../../work/process-id.ts';
import { openProcess } from '../../work/process-life.ts';
import { requireTenant } from '../../work/process-row.ts';
import { PROCESS, type ReconciliationFacts } from './contract.ts';
import { requestedOf } from './facts.ts';

const Input = z.object({ job: Job, executionArn: z.string() });

/** Claims the business key. Raises AlreadyRunning when another execution holds it. */
export async function openRun(
  { job, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<Record<string, never>> {
  const tenant = tenantScope(job.tenantId);
  const at = deps.clock();
  const { finalMinutes } = reconciliationLimits(await requireTenant(deps.stores, tenant), job.site);
  const endsAt = new Date(Date.parse(at) + finalMinutes.value * 60_000).toISOString();
  const businessKey = job.processId.slice(`${PROCESS}:`.length);
  const [, reconciliationId = ''] = partsOf(businessKey);
  const skus = await requestedOf(deps.stores.processes, tenant, job.processId);
  const facts: ReconciliationFacts = {
    reconciliationId,
    isWhole: skus === undefined,
    chunks: 0,
    cursor: '',
    endsAt,
  };
  await openProcess(deps.stores, tenant, {
    process: processFor(job, executionArn, { state: 'OPENED', at, dueAt: endsAt, facts }),
    search: [{ kind: 'business-key', value: reconciliationId }],
    step: 'OpenRun',
    causationId: reconciliationId,
  });
  return {};
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openRun(input, await deps()));
