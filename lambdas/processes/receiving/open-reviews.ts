import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Runtime, runtime } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { openTask } from '../../work/tasks.ts';
import { askKey } from './chunks.ts';
import type { AskStep, ChunkBody } from './contract.ts';
import { requireProcess, requireTenant } from './facts.ts';

const Input = z.object({ job: Job, chunk: z.int(), planId: z.string() });

/** The case a question belongs to. A recount, an inspection and a proposal are work, not exceptions. */
const CASE_OF: Readonly<Partial<Record<AskStep, string>>> = {
  'review-over': 'RECEIVING_OVER', 'review-short': 'RECEIVING_SHORT', 'review-item': 'RECEIVING_WRONG_ITEM', 'review-order': 'RECEIVING_NO_ORDER', 'failed-lot': 'LOT_FAILED',
};

/** Turns the questions of a plan into tasks, and exceptions into cases. Opening them again changes nothing. */
export async function openReviews({ job, chunk, planId }: z.infer<typeof Input>, deps: Runtime): Promise<{ opened: number }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const plan = (await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk))?.body.plan;
  if (plan?.planId !== planId) throw new NotFound(`plan ${planId} of ${job.processId} is not open; it was confirmed already`);
  for (const { line, ask } of plan.asks) {
    const task = await openTask(deps, tenant, {
      about: row, document, step: askKey(line, ask), round: ask.round, title: ask.title, group: ask.group, excluded: ask.excluded, options: ask.options,
      context: { ...ask.context, chunk, line, ask: ask.step }, value: ask.value, dueMinutes: ask.dueMinutes, reminderMinutes: ask.reminderMinutes,
      escalations: ask.escalations, parkMinutes: ask.parkMinutes, wakes: `${chunk}:task/${askKey(line, ask)}#${ask.round}`,
    });
    const kind = CASE_OF[ask.step];
    if (kind) {
      await openCase(deps, tenant, {
        class: kind, site: job.site, processId: job.processId, subject: `line-${line}`, summary: ask.title,
        links: [{ kind: 'task', id: task.taskId }],
      });
    }
  }
  return { opened: plan.asks.length };
}

export const handler = taskHandler(Input, async (input) => openReviews(input, await runtime()));
