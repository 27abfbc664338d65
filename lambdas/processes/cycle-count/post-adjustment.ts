import * as z from 'zod/mini';
import { availabilityToShow } from '../../domain/availability.ts';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type Movement, type Posting, tenantScope } from '../../store/ports.ts';
import { positionChanged } from '../../work/position-changed.ts';
import type { CountBody, CountPlan } from './contract.ts';
import { readCount, requireCountRow } from './facts.ts';
import { effectKeyOf } from './rules/calls.ts';
import { lastOf } from './rules/decide.ts';

const Input = z.object({ job: Job, planId: z.string() });

/**
 * Posts the adjustment of a plan to our books, if it has one, and answers what channels may show from then on. Raises
 * Conflict when fewer units are available than are to leave.
 */
export async function postAdjustment(
  { job, planId }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ lines: readonly { sku: string; quantity: number }[] }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireCountRow(deps.stores.processes, tenant, job.processId);
  const { body } = await readCount(deps.stores.processes, tenant, job.processId);
  const { plan } = body;
  if (plan?.planId !== planId)
    throw new NotFound(`plan ${planId} of ${job.processId} is not open; it was confirmed already`);
  const posting = postingOf(job, body, plan, deps.clock());
  if (posting)
    await deps.stores.inventory.post(tenant, posting, (applied) => [positionChanged(row, posting, applied)]);
  const { free } = await deps.stores.inventory.position(tenant, job.site, body.sku);
  const doubtful = plan.kind === 'freeze' ? [lastOf(body)] : [];
  const frozen = doubtful.map(({ expected, quantity }) => ({ expected, counted: quantity }));
  return { lines: [{ sku: body.sku, quantity: availabilityToShow(free, frozen) }] };
}

/** The posting of a plan's adjustment; none where the book of the site stays as it is. */
export function postingOf(job: Job, body: CountBody, plan: CountPlan, at: string): Posting | undefined {
  const { adjustment, planId } = plan;
  if (!adjustment || adjustment.quantity === 0) return undefined;
  const { quantity, located = 0, reasonCode, cause, approvedBy } = adjustment;
  const effectKey = effectKeyOf(job.processId, planId);
  const item = { sku: body.sku, ...(body.lot === undefined ? {} : { lot: body.lot }) };
  const back: Movement = {
    effectKey: `${effectKey}/located`,
    ...item,
    quantity: located,
    from: 'hold',
    to: 'available',
  };
  const rest: Movement = {
    effectKey,
    ...item,
    quantity: Math.abs(quantity) - located,
    from: quantity < 0 ? 'available' : null,
    to: quantity > 0 ? 'available' : null,
  };
  return {
    site: job.site,
    documentId: `${job.processId}/${planId}`,
    processId: job.processId,
    reasonCode,
    actor: approvedBy.at(-1) ?? `process:${job.processId}`,
    at,
    movements: [back, rest].filter((movement) => movement.quantity > 0),
    details: { cause, approvedBy, counts: body.counts },
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => postAdjustment(input, await deps()));
