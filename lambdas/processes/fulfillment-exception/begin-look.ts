import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { isWake } from '../../work/runs.ts';
import { readException, requireException, workOf } from './facts.ts';
import { isAboutGoods } from './rules/affected.ts';

const Input = z.object({ job: Job });

export interface BegunLook {
  /** look: ask the systems and decide · call: a plan is open, its steps are made again · done: nothing is to do. */
  readonly kind: 'look' | 'call' | 'done';
  readonly planId: string;
  readonly handled: readonly string[];
  readonly orderId: string;
  /** What to ask about units that are to be found elsewhere; absent where the exception is about none. */
  readonly units?: {
    readonly sku: string;
    readonly orderLineId: string;
    readonly quantity: number;
  };
}

/** Says what a run has to do. While a plan is open its steps are made again, whatever else has arrived. */
export async function beginLook({ job }: z.infer<typeof Input>, deps: Core): Promise<BegunLook> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireException(deps.stores.processes, tenant, job.processId);
  const stored = await readException(deps.stores.processes, tenant, job.processId);
  if (!stored) throw new NotFound(`${job.processId} has no document; its first state lays it down`);
  const { exception, plan } = stored.body;
  const { orderId, line, type } = exception;
  const handled = workOf(row);
  if (plan?.failed) return { kind: 'done', planId: 'none', handled, orderId };
  // What told us to go on is answered by going on; the rest waits for this plan's end.
  if (plan)
    return {
      kind: 'call',
      planId: plan.planId,
      handled: [...new Set([...plan.handled, ...handled.filter(isWake)])],
      orderId,
    };
  const units =
    line && isAboutGoods(type)
      ? { units: { sku: line.sku, orderLineId: line.orderLineId, quantity: line.quantity } }
      : {};
  return { kind: 'look', planId: 'none', handled, orderId, ...units };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => beginLook(input, await deps()));
