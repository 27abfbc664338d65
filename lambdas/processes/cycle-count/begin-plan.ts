import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { readCount, shelfOf } from './facts.ts';
import { callsOf, type PlanCalls } from './rules/calls.ts';

const Input = z.object({ job: Job });

/** The calls of the open plan, in the words of the systems. Raises NotFound when none is open. */
export async function beginPlan({ job }: z.infer<typeof Input>, deps: Core): Promise<PlanCalls> {
  const { body } = await readCount(deps.stores.processes, tenantScope(job.tenantId), job.processId);
  if (!body.plan) throw new NotFound(`no plan of ${job.processId} is open; it was confirmed already`);
  return callsOf(job.processId, body, body.plan, shelfOf(body));
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => beginPlan(input, await deps()));
