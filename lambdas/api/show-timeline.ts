import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, LOOK } from './schemas.ts';
import { StepView, stepView } from './views/process.ts';

export const route = defineRoute({
  operationId: 'showTimeline',
  method: 'GET',
  path: '/v1/processes/{id}/timeline',
  tag: 'Processes',
  summary: 'Every step a process took, oldest first.',
  may: { roles: LOOK, scope: 'processes:read' },
  params: byId,
  answer: z.object({ items: z.array(StepView) }),
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const { processId } = await findProcess(call, stores);
    const steps = await stores.processes.steps(call.principal.tenant, processId);
    return { body: { items: steps.map(stepView) } };
  },
});
