import * as z from 'zod/mini';
import { resumeProcess } from '../work/resume-process.ts';
import type { WorkDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, STEER } from './schemas.ts';

export const route = defineRoute({
  operationId: 'redriveProcess',
  method: 'POST',
  path: '/v1/processes/{id}/redrive',
  tag: 'Processes',
  summary: 'Goes on from the step that failed.',
  description:
    'On the definition the execution began with. Where the platform cannot (on LocalStack, or after 14 days), a new execution begins on the definition of now, and the answer says so.',
  may: { roles: STEER, scope: 'processes:write' },
  params: byId,
  answer: z.object({ processId: z.string(), how: z.enum(['redriven', 'resumed']) }),
  status: 202,
  problems: ['not-found', 'conflict', 'unprocessable'],
  async run(call, deps: WorkDeps) {
    const row = await findProcess(call, deps.stores);
    const order = { how: 'redrive', by: call.principal.subject } as const;
    const how = await resumeProcess(deps, call.principal.tenant, row, order);
    return { body: { processId: row.processId, how } };
  },
});
