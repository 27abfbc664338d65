import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { parkedEvent } from '../../work/parked.ts';
import { requireRelease } from './facts.ts';
import { withdrawnEvent } from './news.ts';

const Input = z.object({
  job: Job,
  withdrawal: z.object({
    orderId: z.string(),
    orderLineId: z.string(),
    sku: z.string(),
    claim: z.string(),
    pickTaskId: z.optional(z.string()),
  }),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
  system: z.optional(z.nullable(z.string())),
});

/**
 * Gives the units of a cancelled order line back, once its pick task is cancelled. Goods that are picked already stay
 * reserved, and somebody owns them: they come back as a return.
 */
export async function endWithdrawal(
  { job, withdrawal, failure, system }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ ended: boolean }> {
  const tenant = tenantScope(job.tenantId);
  const { processes, backorders } = deps.stores;
  const row = await requireRelease(processes, tenant, job.processId);
  const now = deps.clock();
  const { orderLineId, sku, claim } = withdrawal;
  if (system) {
    await processes.park(tenant, system, job.processId, [`resume/${system}`], now);
    const event = parkedEvent(row, `withdraw-${orderLineId}`, system, failure?.Error ?? 'unknown', now);
    await processes.change(tenant, job.processId, { at: now, facts: { waitsFor: system }, events: [event] });
    return { ended: false };
  }
  let ended = false;
  if (failure)
    await openCase(deps, tenant, {
      class: 'CANCELLED_AFTER_PICK',
      site: row.site,
      processId: row.processId,
      subject: `${orderLineId}/${claim}`,
      summary:
        `Order line ${orderLineId} was cancelled, but its pick task ${withdrawal.pickTaskId} could not be: ${failure.Cause ?? failure.Error}`.slice(
          0,
          500,
        ),
      links: [{ kind: 'order', id: withdrawal.orderId }],
    });
  else {
    const place = { site: row.site, sku, orderLineId };
    const part = (await backorders.reservation(tenant, place))?.parts.find((one) => one.claim === claim);
    const event =
      part &&
      withdrawnEvent(
        row,
        claim,
        withdrawal,
        { quantity: part.quantity, reason: 'CANCELLED', promiseSent: part.promised === true },
        now,
      );
    ended = await backorders.end(tenant, place, claim, { lapsed: false, at: now }, event ? [event] : []);
  }
  const { facts } = await requireRelease(processes, tenant, job.processId);
  const left = (facts.withdraw ?? []).filter((one) => one.claim !== claim || one.orderLineId !== orderLineId);
  await processes.change(tenant, job.processId, {
    at: now,
    facts: { withdraw: left, again: [...new Set([...(facts.again ?? []), sku])] },
    step: {
      key: `withdraw#${orderLineId}#${claim}`,
      name: 'EndWithdrawal',
      at: now,
      detail: { orderLineId, ended, ...(failure && { error: failure.Error }) },
    },
  });
  return { ended };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => endWithdrawal(input, await deps()));
