import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { holds } from '../domain/grants.ts';
import { Role } from '../domain/tenant.ts';
import type { ReadDeps } from './deps.ts';
import { pageOver } from './kernel/pages.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, pageOf } from './schemas.ts';
import { TaskView, taskView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'listTasks',
  method: 'GET',
  path: '/v1/tasks',
  tag: 'Tasks',
  summary: 'What waits for a person at a site: group by group, soonest deadline first.',
  description: 'Without group, the groups are those of the caller’s own roles.',
  may: { roles: LOOK, scope: 'tasks:read' },
  query: z.strictObject({ site: identifier, group: z.optional(Role), process: z.optional(identifier) }),
  answer: pageOf(TaskView),
  paged: true,
  about: ({ query }) => ({ site: query.site, process: query.process }),
  async run({ principal, query: { site, group, process }, page }, { stores }: ReadDeps) {
    const { rows, cursor } = await pageOver(
      group === undefined ? [...new Set(principal.roles)] : [group],
      page,
      (role, asked) => stores.work.tasksByGroup(principal.tenant, site, role, asked),
      (row) => holds(principal.processes, row.process) && (process === undefined || row.process === process),
    );
    return { body: { items: rows.map(taskView) }, cursor };
  },
});
