import { isDeepStrictEqual } from 'node:util';
import { TaskAnswered } from '../../events/work.ts';
import { Conflict, Forbidden } from '../shared/errors.ts';
import type { TaskAnswer, TaskRow, TenantScope } from '../store/ports.ts';
import { makeEvent } from './events.ts';
import { originOf } from './origin.ts';
import { changeTask, type TaskDependencies, type TaskWrite } from './task-change.ts';
import {
  type Answer,
  approvalsOf,
  authorityOf,
  needsAnotherApproval,
  requireMayAnswer,
  requireMayWork,
} from './task-rights.ts';
import { approvalRuleOf, taskData } from './tasks.ts';
import { answersOf, tellProcess } from './tell-process.ts';

/** Takes a task for a person, so that nobody else works on it. Taking it again changes nothing. */
export function claimTask(
  deps: TaskDependencies,
  tenant: TenantScope,
  taskId: string,
  by: string,
): Promise<TaskRow> {
  return changeTask(deps, tenant, taskId, async (task) => {
    requireOpenTo(task, by);
    requireMayWork(task, await deps.stores.tenants.current(tenant), by);
    return task.state === 'CLAIMED' ? undefined : { change: { state: 'CLAIMED', assignee: by } };
  });
}

/**
 * Hands a task to another person of the site, who then answers in the name of whoever delegated first; both names are
 * kept with the answer. Nobody the four-eyes rule excludes can be asked this way either.
 */
export async function delegateTask(
  deps: TaskDependencies,
  tenant: TenantScope,
  taskId: string,
  { from, to }: { from: string; to: string },
): Promise<TaskRow> {
  if (from === to)
    throw new Forbidden(`user ${from} cannot delegate task ${taskId} to the same person; name somebody else`);
  const row = await changeTask(deps, tenant, taskId, async (task) => {
    if (task.state === 'CLAIMED' && task.assignee === to && task.delegatedBy === from) return undefined;
    requireOpenTo(task, from);
    const document = await deps.stores.tenants.current(tenant);
    requireMayWork(task, document, from);
    const delegatedBy = authorityOf(task, from);
    requireMayWork({ ...task, assignee: to, delegatedBy }, document, to);
    return { change: { state: 'CLAIMED', assignee: to, delegatedBy } };
  });
  await deps.stores.inventory.audit(tenant, {
    key: `task-delegated#${taskId}#${from}#${to}`,
    about: row.processId,
    site: row.site,
    at: deps.clock(),
    kind: 'task-delegated',
    actor: from,
    body: { taskId, processId: row.processId, to, onBehalfOf: row.delegatedBy ?? from },
  });
  return row;
}

/**
 * Answers a task and tells its process. The answer is one conditional write: of two answers the second raises Conflict
 * with the first in `standing`. The same answer of the same person again is accepted, and finishes what an earlier
 * attempt left undone. Where several people must approve, all but the last approval leave the task open for the next.
 */
export async function answerTask(
  deps: TaskDependencies,
  tenant: TenantScope,
  taskId: string,
  answer: Answer,
): Promise<TaskRow> {
  const row = await changeTask(deps, tenant, taskId, async (task) => {
    if (answersOf(task).some((given) => isSame(given, answer))) return undefined;
    requireOpenTo(task, answer.by);
    const whole = { ...answer, form: answer.form ?? formOfFirst(task, answer.option) };
    requireMayAnswer(task, await deps.stores.tenants.current(tenant), whole);
    return keepAnswer(deps, tenant, task, whole);
  });
  return tellProcess(deps, tenant, row);
}

async function keepAnswer(
  deps: TaskDependencies,
  tenant: TenantScope,
  task: TaskRow,
  answer: Answer,
): Promise<TaskWrite> {
  const now = deps.clock();
  const { option, by, comment, form } = answer;
  const authority = authorityOf(task, by);
  const both = {
    ...(authority === by ? {} : { onBehalfOf: authority }),
    ...(comment === undefined ? {} : { comment }),
  };
  const given: TaskAnswer = { option, by, at: now, ...both, ...(form === undefined ? {} : { form }) };
  if (needsAnotherApproval(task, option)) {
    const approvals = [...approvalsOf(task), given];
    const group = approvalRuleOf(task)?.approvers[approvals.length] ?? task.group;
    return { change: { state: 'OPEN', approvals, group, assignee: null, delegatedBy: null, told: false } };
  }
  const answered = makeEvent(TaskAnswered, {
    about: await originOf(deps.stores, tenant, { ...task, id: task.taskId }),
    sequence: task.version + 1,
    causationId: by,
    now,
    newId: deps.newId,
    data: { ...taskData(task), option, by, ...both },
  });
  return { change: { state: 'ANSWERED', answer: given, told: false }, events: [answered] };
}

/** A later approver agrees to what the first one entered, without typing it again. */
function formOfFirst(task: TaskRow, option: string): TaskAnswer['form'] {
  return approvalsOf(task).find((given) => given.option === option)?.form;
}

/** Raises Conflict with the standing row when the task has ended or somebody else holds it. */
function requireOpenTo(task: TaskRow, userId: string): void {
  const { taskId, answer } = task;
  if (answer)
    throw new Conflict(`task ${taskId} was answered ${answer.option} by ${answer.by} at ${answer.at}`, task);
  if (task.state === 'EXPIRED') {
    throw new Conflict(
      `task ${taskId} ended at ${task.parkAt} without an answer; its process took the safe end and opened a case`,
      task,
    );
  }
  if (task.state === 'CANCELLED')
    throw new Conflict(`task ${taskId} was cancelled: its process needs no answer anymore`, task);
  if (task.state === 'CLAIMED' && task.assignee !== userId) {
    const frees = task.escalations.find(({ level }) => level > task.level)?.at ?? task.parkAt;
    throw new Conflict(
      `task ${taskId} is claimed by ${task.assignee}; ask them to delegate it, or wait until ${frees}`,
      task,
    );
  }
}

function isSame(given: TaskAnswer, answer: Answer): boolean {
  return (
    given.by === answer.by &&
    given.option === answer.option &&
    (answer.form === undefined || isDeepStrictEqual(given.form, answer.form))
  );
}
