import { Conflict } from '../shared/errors.ts';
import type { TaskAnswer, TaskRow, TenantScope } from '../store/ports.ts';
import { signalProcess } from './signal.ts';
import type { TaskDependencies } from './task-change.ts';
import { approvalsOf } from './task-rights.ts';

/** Everything people said about a task so far: earlier approvals, then the answer. */
export function answersOf(task: TaskRow): readonly TaskAnswer[] {
  return task.answer ? [...approvalsOf(task), task.answer] : approvalsOf(task);
}

/**
 * Finishes what an answer or the end of a task's time has begun: an audit entry for everything people said, then a wake
 * of the process. Each part may be repeated, and the task stays `told: false` until all are done, so whoever comes next
 * (the same person again, or the sweeper) finishes what a crash left undone.
 */
export async function tellProcess(
  deps: TaskDependencies,
  tenant: TenantScope,
  task: TaskRow,
): Promise<TaskRow> {
  if (task.told) return task;
  for (const [index, given] of answersOf(task).entries()) await auditAnswer(deps, tenant, task, index, given);
  if (task.state === 'ANSWERED' || task.state === 'EXPIRED') {
    await signalProcess(deps, tenant, task.processId, [task.wakes]);
  }
  try {
    return await deps.stores.work.changeTask(tenant, task.taskId, task.version, { told: true }, []);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    // Another writer was here meanwhile. If it left something untold, the sweeper finds the task by that.
    return (await deps.stores.work.task(tenant, task.taskId)) ?? task;
  }
}

/** The comment stays with the task only: the chain can never forget, and a comment may name people. */
async function auditAnswer(
  deps: TaskDependencies,
  tenant: TenantScope,
  task: TaskRow,
  index: number,
  given: TaskAnswer,
): Promise<void> {
  const { taskId, processId, step, value } = task;
  const { option, by, onBehalfOf, form, at } = given;
  await deps.stores.inventory.audit(tenant, {
    key: `task-answered#${taskId}#${index}`,
    about: processId,
    site: task.site,
    at: deps.clock(),
    kind: 'task-answered',
    actor: by,
    body: {
      taskId,
      processId,
      step,
      option,
      value,
      answeredAt: at,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...(form === undefined ? {} : { form }),
    },
  });
}
