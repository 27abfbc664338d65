import { TaskCreated } from '../../events/work.ts';
import { addBusinessMinutes } from '../domain/calendar.ts';
import type { BusinessCalendar, Role } from '../domain/tenant.ts';
import { ContractViolation } from '../shared/errors.ts';
import type { NewTask, ProcessRow, TaskRow, TenantScope } from '../store/ports.ts';
import { type EventOrigin, makeEvent } from './events.ts';
import type { WorkDependencies } from './origin.ts';
import { processNameOf } from './process-id.ts';

/**
 * A human task (rule 4.5). Times are business minutes of the site's calendar, counted from its opening: reminder, due,
 * escalations from level 2 on, and the moment the process takes its safe end.
 */
export interface TaskSpec {
  /** With `round` it names the task within its process; a task about one line has the line in it, `12/review-over`. */
  readonly step: string;
  readonly round: number;
  readonly title: string;
  readonly group: Role;
  readonly excluded: readonly string[];
  readonly options: TaskRow['options'];
  readonly context: Readonly<Record<string, unknown>>;
  readonly value: TaskRow['value'];
  readonly dueMinutes: number;
  readonly reminderMinutes: number;
  readonly escalations: readonly { readonly minutes: number; readonly group: Role }[];
  readonly parkMinutes: number;
  /** The `work` entry the process finds when the task is answered or its time is over, for instance `2:task/12/review-over#1`. */
  readonly wakes: string;
  /** Options that take effect only when a person of each of these roles, all different people, chose them (rule 4.4). */
  readonly approvals?: ApprovalRule;
}

/** Kept in the task's context, so that everybody who is asked sees who else must agree. */
export interface ApprovalRule {
  readonly approvers: readonly Role[];
  readonly options: readonly string[];
}

/** The process a task belongs to: a process row or a state machine's job. */
export type TaskOwner = Pick<ProcessRow, 'tenantId' | 'site' | 'processId' | 'correlationId' | 'mode'> & {
  readonly traceparent?: string;
};

/** `<processId>#<step>#<round>`: a second open task for the same step and round cannot exist. */
export function taskIdOf(processId: string, step: string, round: number): string {
  return `${processId}#${step}#${round}`;
}

/** Asks a person. Asking the same step and round again returns the task that stands. */
export async function openTask(
  deps: WorkDependencies,
  tenant: TenantScope,
  owner: TaskOwner,
  calendar: BusinessCalendar,
  spec: TaskSpec,
): Promise<{ opened: boolean; row: TaskRow }> {
  requireOrder(spec);
  const now = deps.clock();
  const after = (minutes: number) => addBusinessMinutes(calendar, now, minutes);
  const { processId, site } = owner;
  const process = processNameOf(processId);
  const { step, round, title, excluded, options, value, wakes, approvals } = spec;
  const group = approvals?.approvers[0] ?? spec.group;
  const task: NewTask = {
    taskId: taskIdOf(processId, step, round),
    processId,
    process,
    step,
    round,
    site,
    title,
    excluded,
    options,
    value,
    wakes,
    context: approvals ? { ...spec.context, approvals } : spec.context,
    group,
    firstGroup: spec.group,
    createdAt: now,
    dueAt: after(spec.dueMinutes),
    reminderAt: after(spec.reminderMinutes),
    parkAt: after(spec.parkMinutes),
    escalations: spec.escalations.map(({ minutes, group: role }, index) => ({
      at: after(minutes),
      group: role,
      level: index + 2,
    })),
  };
  const about: EventOrigin = { ...owner, businessKey: task.taskId };
  const created = makeEvent(TaskCreated, {
    about,
    sequence: 0,
    causationId: owner.correlationId,
    now,
    newId: deps.newId,
    data: { ...taskData(task), dueAt: task.dueAt, options: options.map((option) => option.code) },
  });
  return deps.stores.work.openTask(tenant, task, [created]);
}

/** The part of every task event that names the task. */
export function taskData({
  taskId,
  processId,
  step,
  group,
}: Pick<TaskRow, 'taskId' | 'processId' | 'step' | 'group'>) {
  return { taskId, processId, step, group };
}

/** The people rule of a task, where one approval is not enough. */
export function approvalRuleOf(task: Pick<TaskRow, 'context'>): ApprovalRule | undefined {
  return task.context.approvals as ApprovalRule | undefined;
}

/** Wrong times would make a task that never reminds or never ends, so they are refused when it is opened. */
function requireOrder(spec: TaskSpec): void {
  const moments = [
    spec.reminderMinutes,
    spec.dueMinutes,
    ...spec.escalations.map(({ minutes }) => minutes),
    spec.parkMinutes,
  ];
  const ordered = moments.every((minutes, index) => minutes >= (moments[index - 1] ?? 0));
  if (!ordered) {
    throw new ContractViolation(
      `task ${spec.step} has its times out of order: reminder, due, escalations and park are ${moments.join(', ')} minutes; each must be at or after the one before`,
    );
  }
  if (spec.options.length === 0)
    throw new ContractViolation(`task ${spec.step} has no options: nobody could answer it`);
}
