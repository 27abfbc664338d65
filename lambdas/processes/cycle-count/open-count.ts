import * as z from 'zod/mini';
import { CountRequested } from '../../../events/count.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import type { CountBody } from './contract.ts';
import { COUNT, shelfOf } from './facts.ts';

const Input = z.object({
  start: z.object({ job: Job, request: CountRequested.data }),
  executionArn: z.string(),
});

/** A count that sets no deadline of its own yet is looked at after this long. */
const FIRST_LOOK_MINUTES = 15;

/** Claims the count and writes its document. Raises AlreadyRunning when another execution holds it. */
export async function openCount(
  { start: { job, request }, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job; skus: readonly string[]; task: object; bookQuery: object }> {
  const tenant = tenantScope(job.tenantId);
  const at = deps.clock();
  const row = await openProcess(deps.stores, tenant, {
    process: processFor(job, executionArn, {
      state: 'OPENED',
      at,
      dueAt: new Date(Date.parse(at) + FIRST_LOOK_MINUTES * 60_000).toISOString(),
      facts: {},
    }),
    search: [
      { kind: 'business-key', value: request.countId },
      { kind: 'sku', value: request.sku },
    ],
    step: 'OpenCount',
    causationId: job.correlationId,
  });
  const body: CountBody = {
    ...request,
    phase: 'COUNTING',
    counts: [],
    asked: {},
    heard: [],
    investigated: false,
    failures: 0,
  };
  if (!(await deps.stores.processes.readChunk(tenant, job.processId, COUNT)))
    await deps.stores.processes.writeChunk(tenant, job.processId, COUNT, body, 0);
  const shelf = shelfOf(body);
  return {
    job,
    skus: [body.sku],
    task: { reference: body.countId, ...shelf },
    bookQuery: { ...shelf, since: row.openedAt },
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openCount(input, await deps()));
