import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { backOff, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import { reportStuck } from '../../work/stuck.ts';
import { CHUNK, requireTransfer } from './facts.ts';
import type { NextMove } from './rules/rest.ts';

const Input = z.object({ job: Job });

/** A run of the steps died: they are tried again, later each time, and after some tries somebody hears of it. */
export async function restTransfer({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireTransfer(processes, tenant, job.processId);
  const now = deps.clock();
  const tries = Number((row.facts as { readonly died?: number }).died ?? 0) + 1;
  if (tries >= TRIES_BEFORE_CASE) await reportStuck(deps, tenant, row, `chunk-${CHUNK}`);
  await processes.change(tenant, job.processId, { at: now, facts: { died: tries } });
  const dueAt = backOff(now, tries);
  return { next: 'wait', waitState: 'WAITING_PARTNER', dueAt, waitSeconds: waitSeconds(now, dueAt) };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => restTransfer(input, await deps()));
