import * as z from 'zod/mini';
import { announcedBy } from '../work/announced-by.ts';
import type { ReadDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, LOOK } from './schemas.ts';
import { EventView, eventView } from './views/process.ts';

export const route = defineRoute({
  operationId: 'listProcessEvents',
  method: 'GET',
  path: '/v1/processes/{id}/events',
  tag: 'Processes',
  summary: 'What a process, its tasks and its cases announced in the last days, oldest first.',
  may: { roles: LOOK, scope: 'processes:read' },
  params: byId,
  answer: z.object({ items: z.array(EventView) }),
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const row = await findProcess(call, stores);
    const events = await announcedBy(stores, call.principal.tenant, row);
    return { body: { items: events.map(eventView) } };
  },
});
