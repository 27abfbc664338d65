import type { Envelope } from '../../events/envelope.ts';
import { TaskEscalated, TaskExpired, TaskReminded } from '../../events/work.ts';
import type { TaskRow, TenantScope } from '../store/ports.ts';
import { type EventFacts, makeEvent } from './events.ts';
import { originOf, type WorkDependencies } from './origin.ts';
import { changeTask, type TaskDependencies, type TaskWrite } from './task-change.ts';
import { taskData } from './tasks.ts';
import { tellProcess } from './tell-process.ts';

type Moment =
  | { readonly kind: 'remind' }
  | { readonly kind: 'escalate'; readonly to: TaskRow['escalations'][number] }
  | { readonly kind: 'expire' };

/**
 * The latest moment of an open task that has come and has not been acted on (rule 4.5); a moment counts from its very
 * millisecond. Earlier ones missed meanwhile are passed over: nobody is helped by a reminder after the escalation.
 */
export function momentOf(task: TaskRow, now: string): Moment | undefined {
  if (task.state !== 'OPEN' && task.state !== 'CLAIMED') return undefined;
  if (task.parkAt <= now) return { kind: 'expire' };
  const to = task.escalations.findLast(({ at, level }) => at <= now && level > task.level);
  if (to) return { kind: 'escalate', to };
  return task.reminderAt <= now && !task.reminded && task.level === 1 ? { kind: 'remind' } : undefined;
}

/** Acts on the time of one task, and tells its process what was left untold. Doing it twice is doing it once. */
export async function advanceTask(
  deps: TaskDependencies,
  tenant: TenantScope,
  taskId: string,
): Promise<TaskRow> {
  const row = await changeTask(deps, tenant, taskId, async (task) => {
    const now = deps.clock();
    const moment = momentOf(task, now);
    if (!moment) return undefined;
    const about = await originOf(deps.stores, tenant, { ...task, id: task.taskId });
    return writeFor(task, moment, {
      about,
      sequence: task.version + 1,
      causationId: 'deadline',
      now,
      newId: deps.newId,
    });
  });
  return tellProcess(deps, tenant, row);
}

function writeFor(task: TaskRow, moment: Moment, facts: Omit<EventFacts<never>, 'data'>): TaskWrite {
  switch (moment.kind) {
    case 'remind':
      return one(
        { reminded: true },
        makeEvent(TaskReminded, { ...facts, data: { ...taskData(task), dueAt: task.dueAt } }),
      );
    case 'escalate': {
      const { group, level } = moment.to;
      // A claim does not outlive an escalation: whoever is asked now must be able to act.
      const change = {
        group,
        level,
        reminded: true,
        state: 'OPEN' as const,
        assignee: null,
        delegatedBy: null,
      };
      return one(
        change,
        makeEvent(TaskEscalated, {
          ...facts,
          data: { ...taskData({ ...task, group }), level, dueAt: task.dueAt },
        }),
      );
    }
    case 'expire':
      return one(
        { state: 'EXPIRED', told: false },
        makeEvent(TaskExpired, { ...facts, data: taskData(task) }),
      );
  }
}

function one(change: TaskWrite['change'], event: Envelope): TaskWrite {
  return { change, events: [event] };
}

/** Ends a task whose answer is not needed anymore; one that has ended stays as it is. */
export function cancelTask(
  deps: Pick<WorkDependencies, 'stores'>,
  tenant: TenantScope,
  taskId: string,
): Promise<TaskRow> {
  return changeTask(deps, tenant, taskId, async ({ state }) =>
    state === 'OPEN' || state === 'CLAIMED' ? { change: { state: 'CANCELLED' } } : undefined,
  );
}

/** Ends the open tasks of a process that needs no answers anymore. */
export async function cancelTasks(
  deps: Pick<WorkDependencies, 'stores'>,
  tenant: TenantScope,
  processId: string,
): Promise<void> {
  for (const { taskId } of await deps.stores.work.tasksOf(tenant, processId)) {
    await cancelTask(deps, tenant, taskId);
  }
}
