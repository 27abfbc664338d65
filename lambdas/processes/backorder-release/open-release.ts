import * as z from 'zod/mini';
import { ProcessStarted } from '../../../events/ops.ts';
import { AlreadyRunning } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type NewProcess, tenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { ReleaseFacts } from './contract.ts';
import { PROCESS, requireRelease } from './facts.ts';
import { nextRound } from './scope.ts';

const Input = z.object({ start: z.object({ job: Job }), executionArn: z.string() });

/** When the sweeper looks at a release that has not set a deadline of its own. */
const FIRST_LOOK_MINUTES = 60;

/**
 * Claims the business key and takes on the items of what started it. Raises AlreadyRunning when another execution holds
 * the key; what came for it is then that one's pending work.
 */
export async function openRelease(
  { start: { job }, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job; groups: number[] }> {
  const tenant = tenantScope(job.tenantId);
  const now = deps.clock();
  const businessKey = job.processId.slice(`${PROCESS}:`.length);
  const [, generation = '1'] = /~(\d+)$/.exec(businessKey) ?? [];
  const facts: ReleaseFacts = {
    document: businessKey.slice(job.site.length + 1).replace(/~\d+$/, ''),
    round: 0,
    groups: 0,
    decided: 0,
    chunks: 0,
    takingsRefused: 0,
  };
  const process: NewProcess = {
    processId: job.processId,
    process: PROCESS,
    businessKey,
    site: job.site,
    state: 'OPENED',
    mode: job.mode,
    generation: Number(generation),
    correlationId: job.correlationId,
    ...(job.traceparent && { traceparent: job.traceparent }),
    at: now,
    dueAt: new Date(Date.parse(now) + FIRST_LOOK_MINUTES * 60_000).toISOString(),
    executionArn,
    facts: { ...facts },
  };
  const started = makeEvent(ProcessStarted, {
    about: { ...process, tenantId: job.tenantId, version: 0 },
    data: { processId: job.processId, process: PROCESS, state: process.state },
    causationId: facts.document,
    now,
    newId: () => derivedId(job.processId, executionArn, 'started'),
  });
  const execution = executionArn.slice(executionArn.lastIndexOf(':') + 1);
  const { opened, row } = await deps.stores.processes.open(
    tenant,
    process,
    [
      { kind: 'business-key', value: facts.document },
      { kind: 'execution', value: execution },
    ],
    { key: 'open', name: 'OpenRelease', at: now },
    [started],
  );
  if (!opened && row.executionArn !== executionArn)
    throw new AlreadyRunning(`process ${job.processId} runs as ${row.executionArn}; this execution ends`);

  const standing = await requireRelease(deps.stores.processes, tenant, job.processId);
  if (standing.facts.round === 0) {
    const next = await nextRound(deps.stores, tenant, standing);
    if (next)
      await deps.stores.processes.change(tenant, job.processId, {
        at: now,
        facts: next,
        handled: standing.pending,
      });
  }
  const { groups } = (await requireRelease(deps.stores.processes, tenant, job.processId)).facts;
  return { job, groups: Array.from({ length: groups }, (_, index) => index + 1) };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openRelease(input, await deps()));
