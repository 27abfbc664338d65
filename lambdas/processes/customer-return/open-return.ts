import * as z from 'zod/mini';
import { addDays } from '../../domain/calendar.ts';
import { returnLimits } from '../../domain/return-settings.ts';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import { requireTenant } from '../../work/process-row.ts';
import type { Ask, ReturnBody, ReturnFacts, ReturnRequest } from './contract.ts';
import { PROCESS, REQUEST, readReturn, writeReturn } from './facts.ts';

const Input = z.object({ job: Job, executionArn: z.string() });

/** A process that sets no deadline of its own is looked at after this long. */
const FIRST_LOOK_MINUTES = 15;

/** Claims the RMA and says what the systems will be asked. Raises AlreadyRunning when another execution holds it. */
export async function openReturn({ job, executionArn }: z.infer<typeof Input>, deps: Core): Promise<Ask> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const { processId, site, correlationId } = job;
  const [known] = await processes.facts(tenant, processId, REQUEST);
  if (!known) throw new NotFound(`${processId} was started without its request; publish ReturnRequested`);
  const request = known.body as ReturnRequest;
  const { rmaId, orderId, customerId, sku } = request;
  const now = deps.clock();
  const facts: ReturnFacts = { rmaId, orderId };
  await openProcess(deps.stores, tenant, {
    process: processFor(job, executionArn, {
      state: 'REQUESTED',
      at: now,
      dueAt: new Date(Date.parse(now) + FIRST_LOOK_MINUTES * 60_000).toISOString(),
      facts,
    }),
    search: [
      { kind: 'business-key', value: processId.slice(`${PROCESS}:`.length) },
      { kind: 'rma', value: rmaId },
      { kind: 'order', value: orderId },
      { kind: 'sku', value: sku },
    ],
    step: 'OpenReturn',
    causationId: correlationId,
  });
  if (!(await readReturn(processes, tenant, processId)))
    await writeReturn(processes, tenant, processId, freshBody(request, now), 0);
  const limits = returnLimits(await requireTenant(deps.stores, tenant), site);
  return { orderId, customerId, sku, from: addDays(now.slice(0, 10), -limits.rateDays.value) };
}

const freshBody = (request: ReturnRequest, now: string): ReturnBody => ({
  request,
  state: 'REQUESTED',
  looks: 0,
  rounds: 0,
  parcels: [],
  reports: [],
  next: { at: now },
});

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openReturn(input, await deps()));
