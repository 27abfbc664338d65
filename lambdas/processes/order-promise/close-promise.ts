import * as z from 'zod/mini';
import { ProcessClosed } from '../../../events/ops.ts';
import { WorkArrived } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import { cancelTasks } from '../../work/task-deadlines.ts';
import { PROCESS, requirePromise } from './facts.ts';

const Input = z.object({ job: Job });

/** Ends the process and announces how. Raises WorkArrived when news came meanwhile. Closing twice changes nothing. */
export async function closePromise({ job }: z.infer<typeof Input>, deps: Core): Promise<{ outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requirePromise(deps.stores.processes, tenant, job.processId);
  const outcome = row.facts.orderId === undefined ? 'requested' : (row.facts.next?.outcome ?? 'kept');
  if (row.closedAt) return { outcome: row.outcome ?? outcome };
  const fresh = row.pending.filter((entry) => /^\d+:/.test(entry));
  if (fresh.length > 0) throw new WorkArrived(`${job.processId} has new work: ${fresh.join(', ')}`);
  const now = deps.clock();
  const tasks = await deps.stores.work.tasksOf(tenant, job.processId);
  await cancelTasks(deps, tenant, job.processId);
  const cases = await deps.stores.work.casesOf(tenant, job.processId);
  const closed = makeEvent(ProcessClosed, {
    about: row,
    data: {
      processId: job.processId,
      process: PROCESS,
      state: 'CLOSED',
      outcome,
      tasks: tasks.length,
      cases: cases.length,
    },
    causationId: 'ClosePromise',
    now,
    newId: () => derivedId(row.tenantId, job.processId, row.generation, 'closed'),
  });
  await deps.stores.processes.change(tenant, job.processId, {
    at: now,
    state: 'CLOSED',
    outcome,
    closedAt: now,
    dueAt: null,
    handled: [...row.pending],
    step: { key: 'close', name: 'ClosePromise', at: now, detail: { outcome } },
    events: [closed],
  });
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closePromise(input, await deps()));
