import * as z from 'zod/mini';
import { takenBack } from '../../domain/site-book.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { positionChanged } from '../../work/position-changed.ts';
import { readCount, requireCountRow } from './facts.ts';
import { postingOf } from './post-adjustment.ts';

const Input = z.object({ job: Job, planId: z.string() });

/** Posts the opposite of a plan's adjustment, where it reached our books. Undoing twice changes nothing. */
export async function undoAdjustment(
  { job, planId }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ undone: number }> {
  const tenant = tenantScope(job.tenantId);
  const { inventory, processes } = deps.stores;
  const row = await requireCountRow(processes, tenant, job.processId);
  const { body } = await readCount(processes, tenant, job.processId);
  const made = body.plan?.planId === planId ? postingOf(job, body, body.plan, deps.clock()) : undefined;
  if (!made) return { undone: 0 };
  const applied = await inventory.effects(tenant, job.site, made.movements);
  const movements = made.movements
    .filter(({ effectKey }) => applied.some((entry) => entry.effectKey === effectKey))
    .map(takenBack);
  if (movements.length === 0) return { undone: 0 };
  const posting = {
    ...made,
    documentId: `${made.documentId}/undo`,
    reasonCode: 'COUNT_ADJUSTMENT_UNDONE',
    actor: `process:${job.processId}`,
    movements,
  };
  await inventory.post(tenant, posting, (undone) => [positionChanged(row, posting, undone)]);
  return { undone: movements.length };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => undoAdjustment(input, await deps()));
