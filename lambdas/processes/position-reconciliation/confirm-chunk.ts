import * as z from 'zod/mini';
import { reconciliationLimits } from '../../domain/reconciliation-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';
import { requireChunk, requireReconciliation, saveChunk } from './facts.ts';
import { publishedEvent } from './news.ts';
import { parkChunk } from './park-chunk.ts';

const Input = z.object({
  job: Job,
  chunk: z.int(),
  answer: z.optional(z.nullable(z.object({ publicationId: z.string() }))),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
  system: z.optional(z.nullable(z.string())),
});

/**
 * Keeps that a channel was told, announces it, and says when to look whether it followed. A refused publication has the
 * case of its call; one whose shop is away is planned again with the numbers of then.
 */
export async function confirmChunk(
  { job, chunk, answer, failure, system }: z.infer<typeof Input>,
  deps: Core,
): Promise<Record<string, never>> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const standing = await requireChunk(processes, tenant, job.processId, chunk);
  const { body, version } = standing;
  if (body.status !== 'planned') return {};
  if (!answer) {
    const failed = { failure: failure ?? { Error: 'NoAnswer' }, system, status: 'done' as const };
    await parkChunk(job, chunk, standing, failed, deps);
    return {};
  }
  const row = await requireReconciliation(processes, tenant, job.processId);
  const { recheckMinutes } = reconciliationLimits(await requireTenant(deps.stores, tenant), job.site);
  const now = deps.clock();
  const recheckAt = new Date(Date.parse(now) + recheckMinutes.value * 60_000).toISOString();
  await saveChunk(
    processes,
    tenant,
    job.processId,
    chunk,
    { ...body, status: 'published', recheckAt },
    version,
    {
      key: `publish#${chunk}#${body.round}#${body.attempt}`,
      name: 'ConfirmChunk',
      at: now,
      detail: { chunk, publicationId: answer.publicationId, lines: body.plan },
    },
    [publishedEvent(row, chunk, body, answer.publicationId, now)],
  );
  return {};
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmChunk(input, await deps()));
