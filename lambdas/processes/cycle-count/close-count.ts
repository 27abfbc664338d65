import * as z from 'zod/mini';
import { addDays, localDate } from '../../domain/calendar.ts';
import { countLimits } from '../../domain/count-settings.ts';
import { WorkArrived } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { endProcess } from '../../work/end-process.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import type { CountOutcome } from './contract.ts';
import { readCount, requireCountRow } from './facts.ts';
import { planNextCount } from './schedule.ts';

const Input = z.object({ job: Job });

/** Outcomes a person has to go on from: the book and the hold stay as they are. */
const PARKED: readonly CountOutcome[] = ['not-counted', 'undecided', 'stuck', 'unknown-item'];

/** Ends the count, says when the place is counted next, and announces how it ended. Closing twice changes nothing. */
export async function closeCount({ job }: z.infer<typeof Input>, deps: Core): Promise<{ outcome: string }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireCountRow(processes, tenant, job.processId);
  if (row.closedAt) return { outcome: String(row.outcome) };
  const { body } = await readCount(processes, tenant, job.processId);
  const { outcome, item } = body;
  if (outcome === undefined || body.plan) throw new WorkArrived(`${job.processId} is not settled`);
  const document = await requireTenant(deps.stores, tenant);
  const now = deps.clock();
  const days = countLimits(document, row.site).everyDays.value[item?.abcClass ?? 'C'];
  const today = localDate(calendarOf(document, row.site).zone, now);
  if (item) await planNextCount(deps.stores, tenant, row.site, body, addDays(today, days));
  const state = PARKED.includes(outcome) ? 'PARKED' : 'CLOSED';
  await endProcess(deps, tenant, row, { state, outcome, step: 'CloseCount' });
  return { outcome };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeCount(input, await deps()));
