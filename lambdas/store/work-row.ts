import { Conflict, ContractViolation, NotFound } from '../shared/errors.ts';
import { instant } from './keys.ts';
import type { CaseChange, CaseRow, NewCase, NewTask, TaskChange, TaskRow, TenantScope } from './ports.ts';

/** Rules of task and case rows that both forms of the store share. */

export function newTaskRow(tenant: TenantScope, task: NewTask): TaskRow {
  const taskId = `${task.processId}#${task.step}#${task.round}`;
  if (task.taskId !== taskId || task.step.includes('#')) {
    throw new ContractViolation(
      `task id ${task.taskId} is not <processId>#<step>#<round>: use ${taskId}, with a step that has no #`,
    );
  }
  return { ...task, tenantId: tenant, state: 'OPEN', reminded: false, level: 1, told: true, version: 1 };
}

/** The parts of a task id; a process id may hold `#`, step and round do not. */
export function taskParts(taskId: string): { processId: string; step: string; round: number } {
  const [, processId, step, round] = /^(.+)#([^#]+)#(\d+)$/s.exec(taskId) ?? [];
  if (processId === undefined || step === undefined) throw noTask(taskId);
  return { processId, step, round: Number(round) };
}

export function changedTask(row: TaskRow, change: TaskChange): TaskRow {
  const merged = { ...row, ...defined(change), version: row.version + 1 };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null),
  ) as unknown as TaskRow;
}

export function newCaseRow(tenant: TenantScope, kase: NewCase): CaseRow {
  return { ...kase, tenantId: tenant, state: 'OPEN', escalated: false, version: 1 };
}

export function changedCase(row: CaseRow, change: CaseChange): CaseRow {
  return { ...row, ...defined(change), version: row.version + 1 };
}

export function isOpenTask({ state }: TaskRow): boolean {
  return state === 'OPEN' || state === 'CLAIMED';
}

/**
 * When the sweeper must look at a task: at its next reminder, escalation or end while it is open, at once while its
 * process has not been told how it ended, otherwise never.
 */
export function taskDueAt(task: TaskRow): string | undefined {
  if (!task.told) return instant(task.createdAt);
  if (!isOpenTask(task)) return undefined;
  const escalations = task.escalations.filter(({ level }) => level > task.level).map(({ at }) => at);
  const reminder = task.reminded || task.level > 1 ? [] : [task.reminderAt];
  return [...reminder, ...escalations, task.parkAt].map(instant).sort()[0];
}

export function caseDueAt(kase: CaseRow): string | undefined {
  return kase.state === 'OPEN' && !kase.escalated ? instant(kase.slaDueAt) : undefined;
}

/** The row as it stands, when it has the version a change is about; else Conflict with that row. */
export function atExpected<Row extends { version: number }>(
  kind: string,
  id: string,
  row: Row | undefined,
  expectedVersion: number,
): Row {
  if (row === undefined) throw new NotFound(`${kind} ${id} does not exist for this tenant: open it first`);
  if (row.version === expectedVersion) return row;
  throw new Conflict(
    `${kind} ${id} is at version ${row.version}, not ${expectedVersion}: somebody was first, look at it again`,
    row,
  );
}

function noTask(taskId: string): NotFound {
  return new NotFound(`task ${taskId} does not exist: task ids are <processId>#<step>#<round>`);
}

function defined(change: object): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
