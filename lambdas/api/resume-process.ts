import * as z from 'zod/mini';
import { resumeProcess } from '../work/resume-process.ts';
import type { WorkDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, STEER } from './schemas.ts';

export const route = defineRoute({
  operationId: 'resumeProcess',
  method: 'POST',
  path: '/v1/processes/{id}/resume',
  tag: 'Processes',
  summary: 'Begins a new execution on the definition of now; what was done is not done again.',
  may: { roles: STEER, scope: 'processes:write' },
  params: byId,
  answer: z.object({ processId: z.string(), how: z.enum(['redriven', 'resumed']) }),
  status: 202,
  problems: ['not-found', 'conflict', 'unprocessable'],
  async run(call, deps: WorkDeps) {
    const row = await findProcess(call, deps.stores);
    const order = { how: 'resume', by: call.principal.subject } as const;
    const how = await resumeProcess(deps, call.principal.tenant, row, order);
    return { body: { processId: row.processId, how } };
  },
});
