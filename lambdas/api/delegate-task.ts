import { delegateTask } from '../work/answer-task.ts';
import { decidesTasks, HandOver } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findOpenTask } from './find-task.ts';
import { defineRoute } from './kernel/route.ts';
import { byId } from './schemas.ts';
import { TaskView, taskView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'delegateTask',
  method: 'POST',
  path: '/v1/tasks/{id}/delegate',
  tag: 'Tasks',
  summary: 'Hands a task to somebody else, who answers in the caller’s name; both names are kept.',
  may: decidesTasks,
  params: byId,
  body: HandOver,
  answer: TaskView,
  versioned: true,
  problems: ['not-found', 'conflict', 'gone'],
  async run(call, deps: WorkDeps) {
    const task = await findOpenTask(call, deps.stores);
    const handOver = { from: call.principal.subject, to: call.body.to };
    const row = await delegateTask(deps, call.principal.tenant, task.taskId, handOver);
    return { body: taskView(row), version: row.version };
  },
});
