import * as z from 'zod/mini';
import { takenBack } from '../../domain/site-book.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type Movement, tenantScope } from '../../store/ports.ts';
import type { ChunkBody, ChunkPlan } from './contract.ts';
import { requireProcess } from './facts.ts';
import { reversalOf } from './reversal.ts';
import type { ReceivingLine } from './rules/line.ts';
import { movementsOf, postedEvents, withBooked } from './stock-events.ts';

const Input = z.object({ job: Job, chunk: z.int(), planId: z.string(), reason: z.string() });

/**
 * Takes posted stock back: the opposite of an open plan's movements, as if it had never been, or (`planId` "reversal")
 * everything the chunk posted, onto hold. Each movement has a key of its own, so repeating it changes nothing, and a
 * movement that never reached the ledger is not taken back.
 */
export async function undoStock(
  { job, chunk, planId, reason }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ documentId: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const body = (await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk))?.body;
  const lines = body?.lines ?? [];
  const movements =
    planId === 'reversal'
      ? (await reversalOf(lines, job, deps)).movements.map((back) => withBooked(back, back.goodsReceipt))
      : await opposites(job, lines, body?.plan, deps);
  const documentId = `${job.processId}/${planId}-${chunk}/undo`;
  const now = deps.clock();
  await deps.stores.inventory.post(
    tenant,
    {
      site: job.site,
      documentId,
      processId: job.processId,
      reasonCode: reason,
      actor: `process:${job.processId}`,
      at: now,
      movements,
    },
    (undone) => postedEvents(row, lines, documentId, reason, undone, now),
  );
  return { documentId };
}

async function opposites(
  job: Job,
  lines: readonly ReceivingLine[],
  plan: ChunkPlan | undefined,
  deps: Core,
): Promise<Movement[]> {
  const intended = movementsOf(lines, plan?.movements ?? []);
  const applied = new Set(
    (await deps.stores.inventory.effects(tenantScope(job.tenantId), job.site, intended)).map(
      (entry) => entry.effectKey,
    ),
  );
  return intended
    .filter((movement) => applied.has(movement.effectKey))
    .toReversed()
    .map(takenBack);
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => undoStock(input, await deps()));
