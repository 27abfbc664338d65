import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { reportStuck } from '../../work/stuck.ts';
import { type Agenda, agendaOf, type Move } from './agenda.ts';
import type { CountBody } from './contract.ts';
import { COUNT, readCount, requireCountRow, step } from './facts.ts';

const Input = z.object({ job: Job });

export interface NextMove {
  readonly next: Move;
  readonly waitState: Agenda['state'];
  readonly dueAt: string;
  readonly waitSeconds: number;
}

/** Looks at what has arrived and at the time, and names the next move. A count nobody made in time ends here. */
export async function summarizeCount({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireCountRow(processes, tenant, job.processId);
  const stored = await readCount(processes, tenant, job.processId);
  let { body } = stored;
  const now = deps.clock();
  let agenda = agendaOf({ ...row, body }, now);
  if (agenda.overdue) await reportOverdue(row.site, job.processId, body, deps, job);
  if (agenda.lapsed) {
    body = lapsed(body);
    await processes.writeChunk(
      tenant,
      job.processId,
      COUNT,
      body,
      stored.version,
      step('lapse', 'SummarizeCount', now, { countedBy: null }),
    );
    agenda = agendaOf({ ...row, body }, now);
  }
  if (agenda.stuck) await reportStuck(deps, tenant, row, agenda.next);
  const { next, dueAt, state, handled, run } = agenda;
  if (handled.length > 0 || run !== (row.facts.run ?? null))
    await processes.change(tenant, row, { at: now, handled, facts: { run } });
  return { next, waitState: state, dueAt, waitSeconds: waitSeconds(now, dueAt) };
}

async function reportOverdue(site: string, processId: string, body: CountBody, deps: Core, job: Job) {
  await openCase(deps, tenantScope(job.tenantId), {
    class: 'COUNT_OVERDUE',
    site,
    processId,
    subject: 'count',
    summary: `Nobody has counted ${body.sku}${body.bin === undefined ? '' : ` in ${body.bin}`} in the time of its class; it was asked for by ${body.requestedBy} (${body.trigger}).`,
    links: [{ kind: 'sku', id: body.sku }],
  });
}

function lapsed(body: CountBody): CountBody {
  return {
    ...body,
    phase: 'SETTLED',
    outcome: 'not-counted',
    ...(body.countTaskId !== undefined && { plan: { planId: 'lapse', kind: 'lapse' as const } }),
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeCount(input, await deps()));
