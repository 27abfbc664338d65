import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { parkedEvent } from '../../work/parked.ts';
import { backOff } from '../../work/runs.ts';
import { COUNT, requireCountRow } from './facts.ts';

const Input = z.object({
  job: Job,
  /** What waits: a lookup, or the plan. */
  operation: z.string(),
  /** The system that is away; absent when a lookup was refused. */
  system: z.optional(z.nullable(z.string())),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
});

/** What was begun waits: for a system that is back, or for a person where a lookup was refused. */
export async function parkCount(
  { job, operation, system, failure }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ waitsFor: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireCountRow(processes, tenant, job.processId);
  const now = deps.clock();
  const { tries = 1, work = [] } = row.facts.run ?? {};
  const run = { tries, work, until: backOff(now, tries), waitsFor: system ?? 'a person' };
  if (system) await processes.park(tenant, system, job.processId, [`${COUNT}:resume/${system}`], now);
  else
    await openCase(deps, tenant, {
      class: 'CHECK_FAILED',
      site: row.site,
      processId: row.processId,
      subject: operation,
      summary: `${operation} of ${row.processId} failed: ${failure?.Error ?? 'unknown'} ${failure?.Cause ?? ''}. It is tried again, later each time, or with: npm run ops -- retry.`,
      links: [],
    });
  const event = system ? [parkedEvent(row, operation, system, failure?.Error ?? 'unknown', now)] : [];
  await processes.change(tenant, row, { at: now, facts: { run }, events: event });
  return { waitsFor: run.waitsFor };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => parkCount(input, await deps()));
