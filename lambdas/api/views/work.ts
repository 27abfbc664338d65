import * as z from 'zod/mini';
import { Role } from '../../domain/tenant.ts';
import type { CaseRow, TaskRow } from '../../store/ports.ts';
import { opaqueId } from '../opaque-id.ts';
import { amount, record } from '../schemas.ts';

const OptionView = z
  .object({
    code: z.string(),
    label: z.string(),
    effect: z.string(),
    needsComment: z.boolean(),
    formSchema: z.optional(record),
    roles: z.optional(z.array(Role)),
  })
  .register(z.globalRegistry, { id: 'TaskOption' });

const AnswerView = z
  .object({
    option: z.string(),
    by: z.string(),
    onBehalfOf: z.optional(z.string()),
    comment: z.optional(z.string()),
    form: z.optional(record),
    at: z.string(),
  })
  .register(z.globalRegistry, { id: 'TaskAnswer' });

/** A question to a person (rule 4.5). */
export const TaskView = z
  .object({
    /** For the paths below `/v1/tasks`. */
    id: z.string(),
    taskId: z.string(),
    processId: z.string(),
    process: z.string(),
    step: z.string(),
    round: z.int(),
    site: z.string(),
    title: z.string(),
    context: record,
    options: z.array(OptionView),
    group: Role,
    assignee: z.optional(z.string()),
    delegatedBy: z.optional(z.string()),
    /** People who may not answer it, because they counted or asked. */
    excluded: z.array(z.string()),
    value: amount,
    createdAt: z.string(),
    dueAt: z.string(),
    /** Unanswered until then, the process takes its safe end. */
    parkAt: z.string(),
    state: z.enum(['OPEN', 'CLAIMED', 'ANSWERED', 'EXPIRED', 'CANCELLED']),
    level: z.int(),
    approvals: z.optional(z.array(AnswerView)),
    answer: z.optional(AnswerView),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Task' });

export function taskView(row: TaskRow): z.infer<typeof TaskView> {
  // The contract takes out what is not for callers; here the rows' read-only lists become plain ones.
  return { ...(structuredClone(row) as unknown as z.infer<typeof TaskView>), id: opaqueId(row.taskId) };
}

/** An exception somebody owns (rule 4.8). */
export const CaseView = z
  .object({
    caseId: z.string(),
    class: z.string(),
    severity: z.enum(['S1', 'S2', 'S3', 'S4']),
    site: z.string(),
    owner: Role,
    assignee: z.optional(z.string()),
    summary: z.string(),
    processId: z.optional(z.string()),
    links: z.array(z.object({ kind: z.string(), id: z.string() })),
    openedAt: z.string(),
    slaDueAt: z.string(),
    escalated: z.boolean(),
    state: z.enum(['OPEN', 'RESOLVED']),
    rootCause: z.optional(z.string()),
    resolution: z.optional(z.string()),
    resolvedBy: z.optional(z.string()),
    resolvedAt: z.optional(z.string()),
    cost: z.optional(amount),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Case' });

export function caseView(row: CaseRow): z.infer<typeof CaseView> {
  return { ...row, links: row.links.map((link) => ({ ...link })) };
}
