import * as z from 'zod/mini';
import { WorkArrived } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { closeProcess } from '../../work/process-life.ts';
import { agendaOf, type Mark } from './agenda.ts';
import type { ReconciliationState } from './contract.ts';
import { marksOf, requireReconciliation } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the run with what it found. Raises WorkArrived while chunks are to be looked at. Closing twice changes nothing. */
export async function closeRun(
  { job }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ state: string; outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireReconciliation(deps.stores.processes, tenant, job.processId);
  if (row.closedAt) return { state: row.state, outcome: String(row.outcome) };
  const now = deps.clock();
  const marks = await marksOf(deps.stores.processes, tenant, job.processId);
  const { next, isUnfinished } = agendaOf(row.facts, marks, [], now);
  if (next !== 'close') throw new WorkArrived(`${job.processId} is not over: its next move is "${next}"`);
  const end = endOf([...marks.values()], isUnfinished);
  if (isUnfinished)
    await openCase(deps, tenant, {
      class: 'RECONCILIATION_UNFINISHED',
      site: row.site,
      processId: row.processId,
      subject: 'end',
      summary: `${row.processId} ended before every system had answered about every SKU; what it had not come to is looked at in the next run.`,
      links: [],
    });
  await closeProcess(deps.stores, tenant, row, {
    ...end,
    step: 'CloseRun',
    at: now,
    tasks: await deps.stores.work.tasksOf(tenant, job.processId),
  });
  return end;
}

/** Pure: which end state, and in one word how it came. What is in flight is no drift. */
export function endOf(
  marks: readonly Mark[],
  isUnfinished: boolean,
): { readonly state: ReconciliationState; readonly outcome: string } {
  if (isUnfinished) return { state: 'PARKED', outcome: 'unfinished' };
  if (marks.some(({ status }) => status === 'refused')) return { state: 'CLOSED', outcome: 'partial' };
  const found = (kinds: readonly (keyof Mark['tally']['drifts'])[]) =>
    marks.some(({ tally }) => kinds.some((kind) => (tally.drifts[kind] ?? 0) > 0));
  if (found(['MISSING_POSTING', 'EXTRA_POSTING', 'UNEXPLAINED']))
    return { state: 'CLOSED', outcome: 'drift' };
  const lagging = marks.some(({ tally }) => (tally.drifts.PUBLISH_LAG ?? 0) > tally.healed);
  if (lagging) return { state: 'CLOSED', outcome: 'drift' };
  return { state: 'CLOSED', outcome: found(['PUBLISH_LAG']) ? 'healed' : 'agreed' };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeRun(input, await deps()));
