import { answerTask } from '../work/answer-task.ts';
import { Answer, decidesTasks } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findOpenTask } from './find-task.ts';
import { defineRoute } from './kernel/route.ts';
import { byId } from './schemas.ts';
import { TaskView, taskView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'answerTask',
  method: 'POST',
  path: '/v1/tasks/{id}/answer',
  tag: 'Tasks',
  summary: 'Chooses an option of a task; its process goes on with it.',
  description:
    'Where several people must approve, all but the last approval leave the task open for the next. The second of two answers gets 409 with who answered what.',
  may: decidesTasks,
  params: byId,
  body: Answer,
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
