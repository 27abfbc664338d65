import * as z from 'zod/mini';
import { retryReceiving } from '../processes/receiving/steer.ts';
import { steersProcesses } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byId } from './schemas.ts';

export const route = defineRoute({
  operationId: 'retryProcess',
  method: 'POST',
  path: '/v1/processes/{id}/retry',
  tag: 'Processes',
  summary: 'Checks or posts again what was refused, once its cause is gone.',
  description: 'For receiving; other processes ask a person, or try again by themselves.',
  may: steersProcesses,
  params: byId,
  answer: z.object({ processId: z.string(), chunks: z.array(z.string()), unchecked: z.boolean() }),
  status: 202,
  problems: ['not-found', 'unprocessable'],
  async run(call, deps: WorkDeps) {
    const row = await findProcess(call, deps.stores);
    if (row.process !== 'receiving')
      throw new ApiProblem('unprocessable', `${row.process} has nothing to try again: answer its open task`);
    const { tenant, subject } = call.principal;
    const { chunks, unchecked } = await retryReceiving(deps, tenant, row, subject);
    return { body: { processId: row.processId, chunks: [...chunks], unchecked } };
  },
});
