import * as z from 'zod/mini';
import { promiseLimits } from '../../domain/promise-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';
import { isWake } from '../../work/runs.ts';
import { type PlannedCalls, planCalls } from './calls.ts';
import type { SupplyChunk } from './contract.ts';
import { foundKey, ORDER, readOrder, requirePromise, workOf } from './facts.ts';
import { openAsks } from './open-asks.ts';
import { afterQuiet } from './rules/contact.ts';

const Input = z.object({ job: Job, chunk: z.int() });

export interface BegunReview {
  /**
   * order: look at the order · find: look for orders of the items · call: a plan is open, its calls are made again · done:
   * there is nothing to do.
   */
  readonly kind: 'order' | 'find' | 'call' | 'done';
  /** Numbers the looks, so that answers kept for an older one do not count. */
  readonly look: number;
  readonly orders?: { readonly orderIds: readonly string[] };
  readonly skus?: readonly string[];
  readonly calls?: PlannedCalls;
  /** An open plan whose message must wait for the end of the quiet hours. */
  readonly handled: readonly string[];
}

/** Says what a run over a chunk has to do. While a plan is open its calls are made again, whatever else has arrived. */
export async function beginReview({ job, chunk }: z.infer<typeof Input>, deps: Core): Promise<BegunReview> {
  const tenant = tenantScope(job.tenantId);
  const row = await requirePromise(deps.stores.processes, tenant, job.processId);
  const now = deps.clock();
  // Every run ends with a change of the row, so the next one counts further.
  const begun = { look: row.version, handled: workOf(row, chunk) };
  const { orderId } = row.facts;
  if (orderId === undefined) {
    const stored = await deps.stores.processes.readChunk<SupplyChunk>(tenant, job.processId, chunk);
    const isFound = row.facts[foundKey(chunk) as keyof typeof row.facts] !== undefined;
    return isFound || !stored
      ? { ...begun, kind: 'done' }
      : { ...begun, kind: 'find', skus: stored.body.skus };
  }
  const plan = (await readOrder(deps.stores.processes, tenant, job.processId))?.body.plan;
  if (chunk !== ORDER || plan?.failed) return { ...begun, kind: 'done' };
  if (!plan) return { ...begun, kind: 'order', orders: { orderIds: [orderId] } };
  const document = await requireTenant(deps.stores, tenant);
  await openAsks(deps, tenant, row, document, plan);
  const { quietFrom, quietUntil } = promiseLimits(document, job.site);
  const zone = plan.notice?.zone;
  const isQuiet =
    zone !== undefined && 'channel' in (plan.notice?.by ?? {})
      ? afterQuiet(now, zone, quietFrom.value, quietUntil.value) > now
      : false;
  const calls = planCalls(job, orderId, plan, document, { isQuiet });
  // What told us to go on is answered by going on; the rest waits for this plan's end.
  const wakes = begun.handled.filter(isWake);
  return { ...begun, kind: 'call', calls: { ...calls, handled: [...new Set([...calls.handled, ...wakes])] } };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => beginReview(input, await deps()));
