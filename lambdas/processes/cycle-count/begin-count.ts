import * as z from 'zod/mini';
import { addBusinessMinutes } from '../../domain/calendar.ts';
import { countLimits } from '../../domain/count-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { calendarOf, requireTenant, waitSeconds } from '../../work/process-row.ts';
import { CountItem } from './contract.ts';
import { COUNT, readCount, requireCountRow, step } from './facts.ts';

const Input = z.object({
  job: Job,
  items: z.array(CountItem),
  /** Absent where the cut-over level forbids the task: then somebody else has the place counted. */
  countTaskId: z.optional(z.nullable(z.string())),
});

/** Keeps what was looked up; from here on the floor has the time of the item's class. An item nobody knows ends the count. */
export async function beginCount(
  { job, items, countTaskId }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ dueAt: string; waitSeconds: number; waits: boolean }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireCountRow(processes, tenant, job.processId);
  const { body, version } = await readCount(processes, tenant, job.processId);
  const now = deps.clock();
  const item = items.find(({ sku }) => sku === body.sku);
  const document = await requireTenant(deps.stores, tenant);
  const calendar = calendarOf(document, job.site);
  const limits = countLimits(document, job.site);
  const sla = limits.slaMinutes.value[item?.abcClass ?? 'C'];
  const after = (minutes: number) => addBusinessMinutes(calendar, row.openedAt, minutes);
  const slaAt = after(sla);
  const finalAt = after(Math.max(sla, limits.finalMinutes.value));
  if (!body.item && body.outcome === undefined) {
    const next = item
      ? { ...body, item, ...(countTaskId ? { countTaskId } : {}) }
      : { ...body, phase: 'SETTLED' as const, outcome: 'unknown-item' as const };
    await processes.writeChunk(
      tenant,
      job.processId,
      COUNT,
      next,
      version,
      step('begin', 'BeginCount', now, { slaAt }),
    );
  }
  // A count that came while a lookup waited is looked at next.
  const { work = [] } = row.facts.run ?? {};
  const run = work.length > 0 ? { tries: 0, until: now, work } : null;
  await processes.change(tenant, row, { at: now, dueAt: slaAt, facts: { slaAt, finalAt, run } });
  return { dueAt: slaAt, waitSeconds: waitSeconds(now, slaAt), waits: item !== undefined && !run };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => beginCount(input, await deps()));
