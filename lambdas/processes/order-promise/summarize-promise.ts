import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { backOff } from '../../work/runs.ts';
import { reportStuck } from '../../work/stuck.ts';
import type { PromiseState } from './contract.ts';
import { type PromiseRow, requirePromise } from './facts.ts';
import { type Agenda, agendaOf } from './rounds.ts';

const Input = z.object({ job: Job });

export interface NextMove {
  readonly next: 'review' | 'wait' | 'close';
  readonly waitState: PromiseState;
  readonly dueAt: string;
  readonly waitSeconds: number;
  /** Chunk numbers for `review`. */
  readonly work: readonly number[];
}

/** Looks at what is done and what has arrived meanwhile, and names the next move. */
export async function summarizePromise({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const row = await requirePromise(deps.stores.processes, tenant, job.processId);
  const now = deps.clock();
  const agenda = agendaOf(row, now);
  for (const chunk of agenda.stuck) await reportStuck(deps, tenant, row, `chunk-${chunk}`);
  const { handled, facts, due } = agenda;
  if (handled.length > 0 || Object.keys(facts).length > 0)
    await deps.stores.processes.change(tenant, job.processId, { at: now, handled, facts });
  const dueAt = dueAtOf(row, agenda, now);
  const next = due.length > 0 ? 'review' : agenda.isOver ? 'close' : 'wait';
  return { next, waitState: stateOf(row, agenda), dueAt, waitSeconds: waitSeconds(now, dueAt), work: due };
}

function dueAtOf(row: PromiseRow, { until }: Agenda, now: string): string {
  const { next } = row.facts;
  const moments = [until, next?.at].flatMap((moment) =>
    moment !== undefined && moment > now ? [moment] : [],
  );
  return moments.sort()[0] ?? backOff(now, Number.POSITIVE_INFINITY);
}

/** The state a waiting process shows: a run that is held waits for a system. */
function stateOf({ facts }: PromiseRow, { until }: Agenda): PromiseState {
  if (until !== undefined) return 'WAITING_PARTNER';
  return facts.next?.state ?? (facts.orderId === undefined ? 'FINDING_ORDERS' : 'REVIEWING');
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizePromise(input, await deps()));
