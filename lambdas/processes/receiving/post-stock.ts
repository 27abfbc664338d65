import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import type { ChunkBody } from './contract.ts';
import { requireProcess } from './facts.ts';
import { movementsOf, postedEvents } from './stock-events.ts';

const Input = z.object({ job: Job, chunk: z.int(), planId: z.string() });

/** Posts the movements of a plan: position, ledger, audit entry and events in one transaction a batch. */
export async function postStock(
  { job, chunk, planId }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ documentId: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const body = (await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk))?.body;
  if (body?.plan?.planId !== planId)
    throw new NotFound(`plan ${planId} of ${job.processId} is not open; it was confirmed already`);
  const documentId = `${job.processId}/${planId}`;
  const now = deps.clock();
  await deps.stores.inventory.post(
    tenant,
    {
      site: job.site,
      documentId,
      processId: job.processId,
      reasonCode: 'RECEIPT',
      actor: `process:${job.processId}`,
      at: now,
      movements: movementsOf(body.lines, body.plan.movements),
    },
    (applied) => postedEvents(row, body.lines, documentId, 'RECEIPT', applied, now),
  );
  return { documentId };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => postStock(input, await deps()));
