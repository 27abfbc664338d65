import * as z from 'zod/mini';
import { resumeProcess } from '../work/resume-process.ts';
import { steersProcesses } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { defineRoute, type Route } from './kernel/route.ts';
import { byId } from './schemas.ts';

/** A route by which a process whose execution has died is set going again. */
export function defineRecovery({
  how,
  ...described
}: {
  readonly operationId: string;
  readonly path: `/v1/${string}`;
  readonly summary: string;
  readonly description?: string;
  readonly how: 'redrive' | 'resume';
}): Route<WorkDeps> {
  return defineRoute({
    ...described,
    method: 'POST',
    tag: 'Processes',
    may: steersProcesses,
    params: byId,
    answer: z.object({ processId: z.string(), how: z.enum(['redriven', 'resumed']) }),
    status: 202,
    problems: ['not-found', 'conflict', 'unprocessable'],
    async run(call, deps: WorkDeps) {
      const row = await findProcess(call, deps.stores);
      const { tenant, subject: by } = call.principal;
      return { body: { processId: row.processId, how: await resumeProcess(deps, tenant, row, { how, by }) } };
    },
  });
}
