import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { type Agenda, agendaOf } from './agenda.ts';
import { marksOf, requireReconciliation } from './facts.ts';

const Input = z.object({ job: Job });

/** Looks at where the chunks stand and at what arrived meanwhile, and names the next move. Pending work only wakes. */
export async function summarizeRun(
  { job }: z.infer<typeof Input>,
  deps: Core,
): Promise<Pick<Agenda, 'next' | 'waitState' | 'dueAt' | 'work'> & { waitSeconds: number }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireReconciliation(processes, tenant, job.processId);
  const now = deps.clock();
  const marks = await marksOf(processes, tenant, job.processId);
  const { next, waitState, dueAt, work, lastRun, isStuck } = agendaOf(row.facts, marks, row.pending, now);
  if (isStuck)
    await openCase(deps, tenant, {
      class: 'CHUNK_STUCK',
      site: row.site,
      processId: row.processId,
      subject: lastRun?.key ?? 'run',
      summary: `The run over chunks ${work.slice(0, 10).join(', ')} of ${row.processId} died again and again; it is tried at longer intervals. Its execution's history says where.`,
      links: [],
    });
  if (row.pending.length > 0 || lastRun)
    await processes.change(tenant, row, {
      at: now,
      handled: row.pending,
      ...(lastRun && { facts: { lastRun } }),
    });
  return { next, waitState, dueAt, work, waitSeconds: waitSeconds(now, dueAt) };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeRun(input, await deps()));
