import * as z from 'zod/mini';
import { loadId } from '../../../events/putaway.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import type { PutawayFacts } from './contract.ts';
import { eventIdsOf, generationOf, LOOKS, later } from './facts.ts';

const Input = z.object({ start: z.object({ job: Job, loadId }), executionArn: z.string() });

/** When the sweeper looks at a putaway that has not set a deadline of its own. */
const FIRST_LOOK_MINUTES = 15;

/** Claims the load. Raises AlreadyRunning when another execution puts it away; what came for it is that one's pending work. */
export async function openPutaway(
  { start: { job, loadId: load }, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job; look: number; loadId: string; named: readonly string[] }> {
  const now = deps.clock();
  const facts: PutawayFacts = {
    loadId: load,
    look: 1,
    looked: 0,
    decided: 0,
    runs: 0,
    tries: 0,
    plans: 0,
    refused: [],
    asks: 0,
    seen: [],
  };
  const process = processFor(job, executionArn, {
    state: 'OPENED',
    generation: generationOf(job.processId),
    at: now,
    dueAt: later(now, FIRST_LOOK_MINUTES),
    facts,
  });
  const tenant = tenantScope(job.tenantId);
  const row = await openProcess(deps.stores, tenant, {
    process,
    search: [{ kind: 'lpn', value: load }],
    step: 'OpenPutaway',
    causationId: load,
  });
  // What asked for it is answered by the first look, which begins now.
  const answered = row.pending.filter((entry) => LOOKS.test(entry));
  if (answered.length > 0)
    await deps.stores.processes.change(tenant, job.processId, {
      at: now,
      facts: { seen: eventIdsOf(answered) },
      handled: answered,
    });
  return { job, look: 1, loadId: load, named: [] };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openPutaway(input, await deps()));
