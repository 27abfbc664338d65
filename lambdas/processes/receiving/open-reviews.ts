import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { cancelTask } from '../../work/task-deadlines.ts';
import { openTask, taskIdOf } from '../../work/tasks.ts';
import { EXCEPTIONS } from './chunk-news.ts';
import { askKey } from './chunks.ts';
import type { ChunkBody } from './contract.ts';
import { calendarOf, requireProcess, requireTenant } from './facts.ts';
import type { AskStep } from './rules/line.ts';

const Input = z.object({ job: Job, chunk: z.int(), planId: z.string() });

/** Turns the questions of a plan into tasks, and exceptions into cases. Opening them again changes nothing. */
export async function openReviews(
  { job, chunk, planId }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ opened: number }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const plan = (await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk))?.body.plan;
  if (plan?.planId !== planId)
    throw new NotFound(`plan ${planId} of ${job.processId} is not open; it was confirmed already`);
  for (const { line, ask } of plan.asks) {
    const { row: task } = await openTask(deps, tenant, row, calendarOf(document, job.site), {
      ...ask,
      step: askKey(line, ask),
      context: { ...ask.context, chunk, line, ask: ask.step },
      wakes: `${chunk}:task/${askKey(line, ask)}#${ask.round}`,
    });
    if (EXCEPTIONS.includes(ask.step)) {
      await openCase(deps, tenant, {
        class: 'RECEIPT_DISCREPANCY',
        site: job.site,
        processId: job.processId,
        subject: askKey(line, ask),
        summary: ask.title,
        links: [{ kind: 'task', id: task.taskId }],
      });
    }
  }
  for (const { line, ask } of plan.withdrawn) {
    const [step = '', round = ''] = ask.split('#');
    await cancelTask(
      deps,
      tenant,
      taskIdOf(job.processId, askKey(line, { step: step as AskStep }), Number(round)),
    );
  }
  return { opened: plan.asks.length };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openReviews(input, await deps()));
