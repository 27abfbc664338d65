import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { cutoverLevel, requireTenant } from '../../work/process-row.ts';
import { EXCEPTION, PROCESS, readException } from './facts.ts';
import type { StepAnswers, StepCall, StepTarget } from './plan.ts';
import { callFor, followingStep } from './rules/follow-plan.ts';
import { StepResult } from './step-result.ts';

const Input = z.object({ job: Job, planId: z.string(), results: z.array(StepResult) });

export interface NextCall {
  /** The system of the next call, `undo-<system>` for one that takes a step back, `end` where none is left. */
  readonly to: StepTarget | `undo-${StepTarget}` | 'end';
  readonly call?: StepCall;
}

/**
 * Names the one call that comes next: the first step nothing was answered to, or, once a step was refused, the last one
 * that was done and not taken back. That it goes back is stored before the first step back, so whoever dies on the way is
 * followed by somebody who goes back too.
 */
export async function findNextCall(
  { job, planId, results }: z.infer<typeof Input>,
  deps: Core,
): Promise<NextCall> {
  const tenant = tenantScope(job.tenantId);
  const stored = await readException(deps.stores.processes, tenant, job.processId);
  const plan = stored?.body.plan;
  if (!stored || plan?.planId !== planId) return { to: 'end' };
  const following = followingStep(plan, results);
  if (following.kind === 'end') return { to: 'end' };
  if (following.kind === 'back' && !plan.undoing) {
    const { step, error, answers } = following;
    await deps.stores.processes.writeChunk(
      tenant,
      job.processId,
      EXCEPTION,
      { ...stored.body, plan: { ...plan, undoing: { step, error, answers } } },
      stored.version,
    );
  }
  return await callOf(tenant, job, planId, following, deps);
}

async function callOf(
  tenant: TenantScope,
  job: Job,
  planId: string,
  following: Exclude<ReturnType<typeof followingStep>, { kind: 'end' }>,
  deps: Core,
): Promise<NextCall> {
  const { kind, answers } = following;
  const step = kind === 'back' ? following.undo : following.next;
  if (!step) return { to: 'end' };
  const document = await requireTenant(deps.stores, tenant);
  const at = { ...job, site: step.site, mode: cutoverLevel(document, PROCESS, step.site) };
  const call = callFor(step, planId, at, answers as StepAnswers, kind === 'back' ? 'undo' : 'do');
  return { to: kind === 'back' ? `undo-${step.to}` : step.to, call };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => findNextCall(input, await deps()));
