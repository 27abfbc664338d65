import * as z from 'zod/mini';
import { answerTask } from '../work/answer-task.ts';
import type { WorkDeps } from './deps.ts';
import { findOpenTask } from './find-task.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, DECIDE, record, words } from './schemas.ts';
import { TaskView, taskView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'answerTask',
  method: 'POST',
  path: '/v1/tasks/{id}/answer',
  tag: 'Tasks',
  summary: 'Chooses an option of a task; its process goes on with it.',
  description:
    'Where several people must approve, all but the last approval leave the task open for the next. The second of two answers gets 409 with who answered what.',
  may: { roles: DECIDE, scope: 'tasks:write' },
  params: byId,
  body: z.strictObject({
    option: z.string().check(z.minLength(1), z.maxLength(64)),
    comment: z.optional(words),
    form: z.optional(record),
  }),
  answer: TaskView,
  versioned: true,
  problems: ['not-found', 'conflict', 'gone'],
  async run(call, deps: WorkDeps) {
    const task = await findOpenTask(call, deps.stores);
    const answer = { ...call.body, by: call.principal.subject };
    const row = await answerTask(deps, call.principal.tenant, task.taskId, answer);
    return { body: taskView(row), version: row.version };
  },
});
