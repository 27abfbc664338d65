import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { backOff, TRIES_BEFORE_CASE } from '../../work/runs.ts';
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
  if (tries >= TRIES_BEFORE_CASE)
    await openCase(deps, tenant, {
      class: 'CHUNK_STUCK',
      site: row.site,
      processId: row.processId,
      subject: `chunk-${CHUNK}`,
      summary: `The run of ${row.processId} died ${TRIES_BEFORE_CASE} times; it is tried again every two hours. Its execution's history says where.`,
      links: [],
    });
  await processes.change(tenant, job.processId, { at: now, facts: { died: tries } });
  const dueAt = backOff(now, tries);
  return { next: 'wait', waitState: 'WAITING_PARTNER', dueAt, waitSeconds: waitSeconds(now, dueAt) };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => restTransfer(input, await deps()));
