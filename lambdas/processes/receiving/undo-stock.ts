import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Runtime, runtime } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type Movement, tenantScope } from '../../store/ports.ts';
import type { ChunkBody } from './contract.ts';
import { requireProcess } from './facts.ts';
import { movementsOf, postedEvents } from './post-stock.ts';

const Input = z.object({ job: Job, chunk: z.int(), planId: z.string(), reason: z.string() });

/**
 * Posts the opposite of a plan's movements, or of everything the chunk posted (`planId` "reversal"). Each opposite names
 * the effect it takes back, so repeating it changes nothing; a movement that was never posted is not taken back.
 */
export async function undoStock({ job, chunk, planId, reason }: z.infer<typeof Input>, deps: Runtime): Promise<{ documentId: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const body = (await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk))?.body;
  const planned = planId === 'reversal' ? body?.lines.flatMap((line) => line.movements.filter((movement) => movement.posted)) : body?.plan?.movements;
  const intended = movementsOf(body?.lines ?? [], planned ?? []);
  const applied = new Set((await deps.stores.inventory.effects(tenant, job.site, intended)).map((entry) => entry.effectKey));
  const original = intended.filter((movement) => applied.has(movement.effectKey));
  const documentId = `${job.processId}/${planId}/undo`;
  const now = deps.clock();
  await deps.stores.inventory.post(
    tenant,
    { site: job.site, documentId, processId: job.processId, reasonCode: reason, actor: `process:${job.processId}`, at: now, movements: original.reverse().map(opposite) },
    (undone) => postedEvents(row, body?.lines ?? [], documentId, reason, undone, now),
  );
  return { documentId };
}

function opposite(movement: Movement): Movement {
  return { ...movement, effectKey: `${movement.effectKey}/undo`, from: movement.to, to: movement.from };
}

export const handler = taskHandler(Input, async (input) => undoStock(input, await runtime()));
