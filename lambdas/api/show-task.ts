import type { ReadDeps } from './deps.ts';
import { findTask } from './find-task.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, LOOK } from './schemas.ts';
import { TaskView, taskView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'showTask',
  method: 'GET',
  path: '/v1/tasks/{id}',
  tag: 'Tasks',
  summary: 'One question to a person, with its options and who may choose them.',
  may: { roles: LOOK, scope: 'tasks:read' },
  params: byId,
  answer: TaskView,
  versioned: true,
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const row = await findTask(call, stores);
    return { body: taskView(row), version: row.version };
  },
});
