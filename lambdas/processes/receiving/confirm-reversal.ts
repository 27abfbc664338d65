import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { summarizeChunk } from './chunks.ts';
import type { ChunkBody } from './contract.ts';
import { requireProcess, summaryKey } from './facts.ts';
import { reasonOf, StateFailure } from './failure.ts';
import { reversalRoundOf, reversedKey } from './rounds.ts';

const Input = z.object({
  job: Job,
  chunk: z.int(),
  failure: z.optional(z.nullable(StateFailure)),
});

/** Ends the reversal of a chunk. An inverse that failed is a case of the highest severity, and nothing automatic follows (rule 4.7). */
export async function confirmReversal(
  { job, chunk, failure }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ chunk: number; reversed: boolean }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireProcess(processes, tenant, job.processId);
  const stored = await processes.readChunk<ChunkBody>(tenant, job.processId, chunk);
  const now = deps.clock();
  // A blocked reversal has its case already; it names the stock a person must find.
  if (failure && failure.Error !== 'ReversalBlocked') {
    await openCase(deps, tenant, {
      class: 'COMPENSATION_FAILED',
      site: job.site,
      processId: job.processId,
      subject: `reversal-${chunk}`,
      summary: `Taking chunk ${chunk} back failed. ${reasonOf(failure)}`,
      links: [],
    });
  }
  const body = stored && { ...stored.body, reversed: !failure };
  if (body && stored) await processes.writeChunk(tenant, job.processId, chunk, body, stored.version);
  await processes.change(tenant, job.processId, {
    at: now,
    facts: {
      [reversedKey(chunk)]: reversalRoundOf(row)?.work ?? [],
      ...(body && { [summaryKey(chunk)]: summarizeChunk(body, failure ? { failed: true } : {}) }),
    },
    step: {
      // A reversal that failed is tried again, and both happened.
      key: failure ? `reverse-failed#${chunk}` : `reverse#${chunk}`,
      name: 'ConfirmReversal',
      at: now,
      detail: { chunk, ...(failure && { error: failure.Error }) },
    },
  });
  return { chunk, reversed: !failure };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmReversal(input, await deps()));
