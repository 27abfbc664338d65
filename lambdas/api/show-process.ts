import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, LOOK } from './schemas.ts';
import { ProcessView, processView } from './views/process.ts';
import { CaseView, caseView, TaskView, taskView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'showProcess',
  method: 'GET',
  path: '/v1/processes/{id}',
  tag: 'Processes',
  summary: 'One process: where it stands, with its tasks and cases.',
  may: { roles: LOOK, scope: 'processes:read' },
  params: byId,
  answer: z.extend(ProcessView, { tasks: z.array(TaskView), cases: z.array(CaseView) }),
  versioned: true,
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const row = await findProcess(call, stores);
    const [tasks, cases] = await Promise.all([
      stores.work.tasksOf(call.principal.tenant, row.processId),
      stores.work.casesOf(call.principal.tenant, row.processId),
    ]);
    return {
      body: { ...processView(row), tasks: tasks.map(taskView), cases: cases.map(caseView) },
      version: row.version,
    };
  },
});
