import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { parkedEvent } from '../../work/parked.ts';
import { renewalKey, requireRelease } from './facts.ts';

const Input = z.object({
  job: Job,
  orderId: z.string(),
  answer: z.optional(z.nullable(z.object({ result: z.enum(['renewed', 'declined']) }))),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
  system: z.optional(z.nullable(z.string())),
});

/**
 * Keeps whether an order's payment was renewed. A refused call counts as declined for this release: its case says why,
 * and the units go to the next. A system that is away parks the release; the question is asked again.
 */
export async function keepRenewal(input: z.infer<typeof Input>, deps: Core): Promise<{ result: string }> {
  const { job, orderId, answer, failure, system } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const now = deps.clock();
  if (system) {
    const row = await requireRelease(processes, tenant, job.processId);
    await processes.park(tenant, system, job.processId, [`resume/${system}`], now);
    const event = parkedEvent(row, `renew-${orderId}`, system, failure?.Error ?? 'unknown', now);
    await processes.change(tenant, job.processId, { at: now, facts: { waitsFor: system }, events: [event] });
    return { result: 'parked' };
  }
  const result = answer?.result ?? 'declined';
  await processes.putFact(tenant, job.processId, {
    key: renewalKey(orderId),
    sequence: 1,
    body: { result, ...(failure && { error: failure.Error }) },
  });
  return { result };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => keepRenewal(input, await deps()));
