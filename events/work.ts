import * as z from 'zod/mini';
import { defineEvent, identifier, timestamp } from './envelope.ts';

const task = { taskId: z.string(), processId: z.string(), step: z.string(), group: z.string() };
export const TaskCreated = defineEvent(
  'task',
  'TaskCreated',
  'A person is asked to decide.',
  z.object({ ...task, dueAt: timestamp, options: z.array(z.string()) }),
);
export const TaskReminded = defineEvent(
  'task',
  'TaskReminded',
  'Half the time of a task has passed.',
  z.object({ ...task, dueAt: timestamp }),
);
export const TaskEscalated = defineEvent(
  'task',
  'TaskEscalated',
  'A task went to the next level.',
  z.object({ ...task, level: z.int(), dueAt: timestamp }),
);
export const TaskAnswered = defineEvent(
  'task',
  'TaskAnswered',
  'A person decided.',
  z.object({
    ...task,
    option: z.string(),
    by: identifier,
    onBehalfOf: z.optional(identifier),
    comment: z.optional(z.string()),
  }),
);
export const TaskExpired = defineEvent(
  'task',
  'TaskExpired',
  'Nobody decided in time; the process took its safe end.',
  z.object({ ...task }),
);

export const Severity = z.enum(['S1', 'S2', 'S3', 'S4']);
const kase = {
  caseId: z.string(),
  class: z.string(),
  severity: Severity,
  owner: z.string(),
  processId: z.optional(z.string()),
};
export const CaseOpened = defineEvent(
  'case',
  'CaseOpened',
  'An exception has an owner now.',
  z.object({ ...kase, slaDueAt: timestamp, summary: z.string() }),
);
export const CaseAssigned = defineEvent(
  'case',
  'CaseAssigned',
  'A case changed hands.',
  z.object({ ...kase, assignee: identifier }),
);
export const CaseEscalated = defineEvent(
  'case',
  'CaseEscalated',
  'A case passed its time.',
  z.object({ ...kase, slaDueAt: timestamp }),
);
export const CaseResolved = defineEvent(
  'case',
  'CaseResolved',
  'A case was closed with its root cause.',
  z.object({ ...kase, rootCause: z.string(), resolution: z.string(), by: identifier }),
);
