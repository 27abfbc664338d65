import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';
import { requireReplenishment } from './facts.ts';
import { type NextMove, nextMove } from './next-move.ts';

/** `reminder` is what became of a reminder that was just sent. */
const Input = z.object({ job: Job, reminder: z.nullable(z.enum(['sent', 'failed'])) });

/** Looks at what arrived and at the time, and names the next move. A reminder that failed is not sent again: it is late soon. */
export async function summarizeReplenishment(
  { job, reminder }: z.infer<typeof Input>,
  deps: Core,
): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const document = await requireTenant(deps.stores, tenant);
  if (reminder) {
    const { facts } = await requireReplenishment(processes, tenant, job.processId);
    const at = deps.clock();
    if (facts.made && !facts.made.reminded)
      await processes.change(tenant, job.processId, {
        at,
        facts: { made: { ...facts.made, reminded: true } },
        step: {
          key: `reminded#${facts.made.documentId}`,
          name: 'RemindSupplier',
          at,
          detail: { reminder, documentId: facts.made.documentId },
        },
      });
  }
  return nextMove(job, tenant, document, deps);
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeReplenishment(input, await deps()));
