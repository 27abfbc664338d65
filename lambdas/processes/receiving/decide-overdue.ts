import * as z from 'zod/mini';
import { ReceiptOverdue } from '../../../events/inbound.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { openTask } from '../../work/tasks.ts';
import { calendarOf, derivedId, requireProcess, requireTenant } from './facts.ts';
import { overdueAsk } from './rules/overdue.ts';

const Input = z.object({ job: Job });

/** Announced goods have not come: says so, asks the buyer, and keeps the answer when there is one. Nothing is closed by time alone. */
export async function decideOverdue({ job }: z.infer<typeof Input>, deps: Core): Promise<{ asked: boolean }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const now = deps.clock();
  const ask = overdueAsk(row.facts, document.receiving, now);
  const calendar = calendarOf(document, job.site);
  const { row: task } = await openTask(deps, tenant, row, calendar, {
    ...ask,
    wakes: `overdue/${ask.round}`,
  });
  await openCase(deps, tenant, {
    class: 'RECEIPT_OVERDUE',
    site: job.site,
    processId: job.processId,
    // A new date that passes too is a new lateness with a case of its own.
    subject: row.facts.noticeDueAt,
    summary: ask.title,
    links: [{ kind: 'task', id: task.taskId }],
  });
  const overdue = makeEvent(ReceiptOverdue, {
    about: row,
    causationId: 'DecideOverdue',
    now,
    newId: () => derivedId(row.tenantId, job.processId, ask.round, 'overdue'),
    data: {
      asnId: row.facts.asnId ?? '',
      supplierId: row.facts.supplierId,
      dueAt: row.facts.noticeDueAt,
      businessDaysLate: row.facts.overdueAsked
        ? document.receiving.overdueCloseBusinessDays
        : document.receiving.overdueBusinessDays,
    },
  });
  await deps.stores.processes.change(tenant, row, {
    at: now,
    facts: { overdueAsked: true },
    events: [overdue],
    step: { key: `overdue#${ask.round}`, name: 'DecideOverdue', at: now, detail: { taskId: task.taskId } },
  });
  return { asked: true };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideOverdue(input, await deps()));
