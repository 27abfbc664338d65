import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
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
  const process = processFor(job, executionArn, {
    state: 'OPENED',
    generation: Number(generation),
    at: now,
    dueAt: new Date(Date.parse(now) + FIRST_LOOK_MINUTES * 60_000).toISOString(),
    facts,
  });
  await openProcess(deps.stores, tenant, {
    process,
    search: [{ kind: 'business-key', value: facts.document }],
    step: 'OpenRelease',
    causationId: facts.document,
  });

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
