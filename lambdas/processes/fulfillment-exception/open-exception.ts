import * as z from 'zod/mini';
import { FulfillmentException } from '../../../events/fulfillment.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import type { ExceptionBody, ExceptionFacts } from './contract.ts';
import { EXCEPTION, exceptionKey, readException } from './facts.ts';

const Input = z.object({
  start: z.object({ job: Job, exception: FulfillmentException.data, eventId: z.string() }),
  executionArn: z.string(),
});

/** A process that sets no deadline of its own is looked at after this long. */
const FIRST_LOOK_MINUTES = 15;

/** Claims the business key and lays the exception down. Raises AlreadyRunning when another execution holds the key. */
export async function openException(
  { start, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job }> {
  const { job, exception, eventId } = start;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const now = deps.clock();
  const facts: ExceptionFacts = { orderId: exception.orderId };
  await openProcess(deps.stores, tenant, {
    process: processFor(job, executionArn, {
      state: 'HANDLING',
      at: now,
      dueAt: new Date(Date.parse(now) + FIRST_LOOK_MINUTES * 60_000).toISOString(),
      facts,
    }),
    search: [
      { kind: 'business-key', value: exceptionKey(exception) },
      { kind: 'order', value: exception.orderId },
      { kind: 'class', value: exception.type },
      ...(exception.line === undefined ? [] : [{ kind: 'sku' as const, value: exception.line.sku }]),
    ],
    step: 'OpenException',
    causationId: eventId,
  });
  const body: ExceptionBody = { exception, eventId, looks: 0, taken: false, refused: [] };
  if (!(await readException(processes, tenant, job.processId)))
    await processes.writeChunk(tenant, job.processId, EXCEPTION, body, 0);
  return { job };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openException(input, await deps()));
