import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { backOff } from '../../work/runs.ts';
import { reportStuck } from '../../work/stuck.ts';
import type { ExceptionState } from './contract.ts';
import { requireException } from './facts.ts';
import { type Agenda, agendaOf } from './rounds.ts';

const Input = z.object({ job: Job });

export interface NextMove {
  readonly next: Agenda['next'];
  readonly waitState: ExceptionState;
  readonly dueAt: string;
  readonly waitSeconds: number;
}

/** Looks at what is done and what has arrived meanwhile, and names the next move. */
export async function summarizeLook({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireException(processes, tenant, job.processId);
  const now = deps.clock();
  const { next, round, handled, isStuck, dueAt: looksAt } = agendaOf(row, now);
  if (isStuck) await reportStuck(deps, tenant, row, 'exception');
  if (handled.length > 0 || round)
    await processes.change(tenant, job.processId, {
      at: now,
      handled,
      ...(round ? { facts: { round } } : {}),
    });
  const dueAt = looksAt ?? backOff(now, Number.POSITIVE_INFINITY);
  const held = round ?? row.facts.round;
  const waitState = held ? 'WAITING_PARTNER' : (row.facts.next?.state ?? 'HANDLING');
  return { next, waitState, dueAt, waitSeconds: waitSeconds(now, dueAt) };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeLook(input, await deps()));
