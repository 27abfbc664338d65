import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { parkedEvent } from '../../work/parked.ts';
import type { ReleaseFacts } from './contract.ts';
import { requireRelease } from './facts.ts';
import { withdrawnEvent } from './news.ts';

const Input = z.object({
  job: Job,
  reference: z.string(),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
  system: z.optional(z.nullable(z.string())),
});

/** Events stored in one write. */
const NEWS = 20;

/**
 * Confirmed units were taken back, or the OMS refused because the warehouse has some of them by now: either way the
 * items are decided again by what is true then. What was taken and finds no better right goes back by rank.
 */
export async function recordTaking(
  { job, reference, failure, system }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ taken: number }> {
  const tenant = tenantScope(job.tenantId);
  const { processes, inventory } = deps.stores;
  const row = await requireRelease(processes, tenant, job.processId);
  const { takings, takingsRefused, again } = row.facts;
  if (!takings) return { taken: 0 };
  const now = deps.clock();
  if (system) {
    await processes.park(tenant, system, job.processId, [`resume/${system}`], now);
    const event = parkedEvent(row, reference, system, failure?.Error ?? 'unknown', now);
    await processes.change(tenant, job.processId, { at: now, facts: { waitsFor: system }, events: [event] });
    return { taken: 0 };
  }
  const byLine = Map.groupBy(takings, ({ orderLineId }) => orderLineId);
  const events = [...byLine.values()].flatMap((same) => {
    const [taking] = same;
    const quantity = same.reduce((sum, one) => sum + one.quantity, 0);
    return taking
      ? [
          withdrawnEvent(
            row,
            reference,
            taking,
            { quantity, reason: 'TAKEN', promiseSent: taking.promised },
            now,
          ),
        ]
      : [];
  });
  if (!failure)
    for (let start = 0; start < events.length; start += NEWS)
      await inventory.enqueue(tenant, events.slice(start, start + NEWS));
  const facts: Partial<ReleaseFacts> = {
    takings: null,
    again: [...new Set([...(again ?? []), ...takings.map(({ sku }) => sku)])],
    ...(failure && { takingsRefused: takingsRefused + 1 }),
  };
  await processes.change(tenant, job.processId, {
    at: now,
    facts,
    step: {
      key: `taking#${reference}`,
      name: 'RecordTaking',
      at: now,
      detail: { reference, takings, ...(failure && { error: failure.Error }) },
    },
  });
  return { taken: failure ? 0 : byLine.size };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => recordTaking(input, await deps()));
