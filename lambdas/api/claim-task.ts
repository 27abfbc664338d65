import { claimTask } from '../work/answer-task.ts';
import { decidesTasks } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findOpenTask } from './find-task.ts';
import { defineRoute } from './kernel/route.ts';
import { byId } from './schemas.ts';
import { TaskView, taskView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'claimTask',
  method: 'POST',
  path: '/v1/tasks/{id}/claim',
  tag: 'Tasks',
  summary: 'Takes a task, so that nobody else works on it.',
  may: decidesTasks,
  params: byId,
  answer: TaskView,
  versioned: true,
  problems: ['not-found', 'conflict', 'gone'],
  async run(call, deps: WorkDeps) {
    const task = await findOpenTask(call, deps.stores);
    const row = await claimTask(deps, call.principal.tenant, task.taskId, call.principal.subject);
    return { body: taskView(row), version: row.version };
  },
});
