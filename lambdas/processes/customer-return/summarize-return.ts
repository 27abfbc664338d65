import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { nextRun, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import { reportStuck } from '../../work/stuck.ts';
import { laidAside, readReturn, requireReturn } from './facts.ts';
import type { NextMove } from './next-move.ts';

const Input = z.object({ job: Job });

/** A look died: it is tried again, the second time at once, later at growing distances; after some tries it is a case. */
export async function summarizeReturn({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireReturn(processes, tenant, job.processId);
  const stored = await readReturn(processes, tenant, job.processId);
  if (!stored) throw new NotFound(`${job.processId} has no document; its first state writes it`);
  const now = deps.clock();
  const tries = (row.facts.tries ?? 0) + 1;
  if (tries >= TRIES_BEFORE_CASE)
    await reportStuck(deps, tenant, row, 'look', [{ kind: 'rma', id: row.facts.rmaId }]);
  const dueAt = nextRun(now, tries);
  const aside = laidAside(row, []);
  await processes.change(tenant, job.processId, {
    at: now,
    handled: [...row.pending.filter((entry) => entry.startsWith('deadline@')), ...aside],
    facts: { tries, aside },
  });
  return {
    next: dueAt <= now ? 'look' : 'wait',
    waitState: stored.body.state,
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeReturn(input, await deps()));
