import { isDeepStrictEqual } from 'node:util';
import type { TaskOption } from '../domain/task-option.ts';
import type { Role, TenantDocument } from '../domain/tenant.ts';
import { Conflict, ContractViolation, Forbidden } from '../shared/errors.ts';
import type { TaskRow } from '../store/ports.ts';
import { requireValidForm } from './form.ts';
import { type Member, requireMember } from './members.ts';
import { approvalRuleOf } from './tasks.ts';

/** What a person sends to answer a task. */
export interface Answer {
  readonly option: string;
  readonly by: string;
  readonly comment?: string | undefined;
  readonly form?: Readonly<Record<string, unknown>> | undefined;
}

/** The person whose authority counts: the one who delegated, where the task was handed over. */
export function authorityOf(task: TaskRow, userId: string): string {
  return task.delegatedBy !== undefined && task.assignee === userId ? task.delegatedBy : userId;
}

/** Raises Forbidden unless the person may choose at least one option of the task. */
export function requireMayWork(task: TaskRow, document: TenantDocument | undefined, userId: string): void {
  const authority = requirePerson(task, document, userId);
  if (task.options.some((option) => holdsAny(authority, rolesFor(task, option)))) return;
  const roles = [...new Set(task.options.flatMap((option) => rolesFor(task, option)))];
  throw new Forbidden(
    `user ${userId} is ${authority.roles.join(', ')}; task ${task.taskId} needs one of: ${roles.join(', ')}`,
  );
}

/**
 * Checks an answer against the task: the person and the role (rule 4.14), four eyes (4.4), the option, its comment and its
 * form. Raises Forbidden or ContractViolation saying what would be accepted.
 */
export function requireMayAnswer(task: TaskRow, document: TenantDocument | undefined, answer: Answer): void {
  const option = task.options.find((candidate) => candidate.code === answer.option);
  if (!option) {
    const known = task.options.map(({ code }) => code).join(', ');
    throw new ContractViolation(
      `option "${answer.option}" is not one of task ${task.taskId}; choose one of: ${known}`,
    );
  }
  const authority = requirePerson(task, document, answer.by);
  const roles = rolesFor(task, option);
  if (!holdsAny(authority, roles)) {
    throw new Forbidden(
      `option ${option.code} of task ${task.taskId} is for ${roles.join(', ')}; user ${authority.userId} is ${authority.roles.join(', ')}`,
    );
  }
  if (option.needsComment && !answer.comment?.trim()) {
    throw new ContractViolation(
      `option ${option.code} of task ${task.taskId} needs a comment: say why it is chosen`,
    );
  }
  requireValidForm(`option ${option.code} of task ${task.taskId}`, option.formSchema, answer.form);
  requireSameAsFirst(task, answer);
}

/** Whether this answer is one of several approvals and others are still missing. */
export function needsAnotherApproval(task: TaskRow, option: string): boolean {
  const rule = approvalRuleOf(task);
  const approvers = rule?.options.includes(option) ? rule.approvers : [];
  return approvalsOf(task).length + 1 < approvers.length;
}

export function approvalsOf(task: TaskRow): NonNullable<TaskRow['approvals']> {
  return task.approvals ?? [];
}

/** Who may choose an option now: the next approver, the option's own roles, or everyone asked so far. */
function rolesFor(task: TaskRow, option: TaskOption): readonly Role[] {
  const rule = approvalRuleOf(task);
  const next = rule?.options.includes(option.code) ? rule.approvers[approvalsOf(task).length] : undefined;
  if (next !== undefined) return [next];
  if (option.roles !== undefined) return option.roles;
  const escalatedTo = task.escalations.filter(({ level }) => level <= task.level).map(({ group }) => group);
  return [...new Set([task.firstGroup ?? task.group, ...escalatedTo, task.group])];
}

/** The grants that count for a person here; the person and whoever delegated must both be allowed near this task. */
function requirePerson(task: TaskRow, document: TenantDocument | undefined, userId: string): Member {
  const authority = authorityOf(task, userId);
  for (const person of new Set([userId, authority])) {
    if (task.excluded.includes(person)) {
      throw new Forbidden(
        `user ${person} counted or asked for what task ${task.taskId} decides and may not answer it; ask somebody else`,
      );
    }
    if (approvalsOf(task).some((given) => given.by === person || given.onBehalfOf === person)) {
      throw new Forbidden(
        `user ${person} has approved task ${task.taskId} already; the next approval needs another person`,
      );
    }
  }
  requireMember(document, task, userId);
  return requireMember(document, task, authority);
}

/** A second person approves what the first one approved, or chooses something else than approving. */
function requireSameAsFirst(task: TaskRow, answer: Answer): void {
  const first = approvalsOf(task)[0];
  if (!first || !approvalRuleOf(task)?.options.includes(answer.option)) return;
  if (
    first.option === answer.option &&
    (answer.form === undefined || isDeepStrictEqual(answer.form, first.form))
  )
    return;
  throw new Conflict(
    `${first.by} approved ${first.option} with ${JSON.stringify(first.form ?? {})}; approve the same or choose another kind of answer`,
    task,
  );
}

function holdsAny(member: Member, roles: readonly Role[]): boolean {
  return member.roles.some((role) => roles.includes(role));
}
