import type { Envelope } from '../../events/envelope.ts';
import { Conflict, NotFound } from '../shared/errors.ts';
import type { TaskChange, TaskRow, TenantScope } from '../store/ports.ts';
import type { WorkDependencies } from './origin.ts';
import type { SignalDependencies } from './signal.ts';

export type TaskDependencies = WorkDependencies & SignalDependencies;

export interface TaskWrite {
  readonly change: TaskChange;
  readonly events?: readonly Envelope[];
}

/** Times a decision is made again because somebody else wrote in between. */
const TRIES = 5;

/**
 * Changes a task by a decision about the row that stands: `undefined` leaves it as it is. When another writer is first,
 * the decision is made again about the newer row, so it is that decision which says what the caller must hear.
 */
export async function changeTask(
  deps: Pick<WorkDependencies, 'stores'>,
  tenant: TenantScope,
  taskId: string,
  decide: (task: TaskRow) => Promise<TaskWrite | undefined>,
  triesLeft = TRIES,
): Promise<TaskRow> {
  const task = await deps.stores.work.task(tenant, taskId);
  if (!task)
    throw new NotFound(
      `task ${taskId} does not exist for this tenant; list open ones with: npm run ops -- tasks`,
    );
  const write = await decide(task);
  if (!write) return task;
  try {
    return await deps.stores.work.changeTask(tenant, taskId, task.version, write.change, write.events ?? []);
  } catch (error) {
    if (!(error instanceof Conflict) || triesLeft === 1) throw error;
    return changeTask(deps, tenant, taskId, decide, triesLeft - 1);
  }
}
