import * as z from 'zod/mini';
import type { TenantDocument } from '../../domain/tenant.ts';
import { NoticeMissing } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { partsOf } from '../../work/process-id.ts';
import { openProcess } from '../../work/process-life.ts';
import type { ReceivingFacts } from './contract.ts';
import { newestNotice, requireTenant } from './facts.ts';
import { generationOf } from './generations.ts';
import { fromNotice, type OpenedReceiving, opening } from './opening.ts';

const Input = z.object({ start: z.object({ job: Job }), executionArn: z.string() });

/**
 * Claims the business key and opens the process row. Raises AlreadyRunning when another execution holds it, and
 * NoticeMissing when goods came first, with the row open in AWAITING_NOTICE.
 */
export async function openReceiving(input: z.infer<typeof Input>, deps: Core): Promise<OpenedReceiving> {
  const { job } = input.start;
  const tenant = tenantScope(job.tenantId);
  const document = await requireTenant(deps.stores, tenant);
  const now = deps.clock();
  const newest = await newestNotice(deps.stores.processes, tenant, job.processId);
  const { facts, dueAt, search } = newest
    ? fromNotice(newest, document, job.site)
    : withoutNotice(job, now, document);

  const { businessKey, generation } = generationOf(job.processId);
  const process = processFor(job, input.executionArn, {
    state: newest ? 'ASN_RECEIVED' : 'AWAITING_NOTICE',
    generation,
    at: now,
    dueAt,
    facts,
  });
  // Every generation of a notice is found by its number.
  const key = { kind: 'business-key' as const, value: businessKey };
  await openProcess(deps.stores, tenant, {
    process,
    search: [...search, key],
    step: 'OpenReceiving',
    causationId: newest?.key ?? 'receipt',
  });
  if (!newest) throw new NoticeMissing(`no notice for ${job.processId} yet; waiting until ${dueAt}`);
  return opening(job, newest.header, dueAt, now);
}

function withoutNotice(job: Job, now: string, document: TenantDocument) {
  const [supplierId = ''] = partsOf(generationOf(job.processId).businessKey);
  const dueAt = new Date(Date.parse(now) + document.receiving.noticeGraceMinutes * 60_000).toISOString();
  const facts: ReceivingFacts = {
    supplierId,
    noticeDueAt: now,
    withoutNotice: true,
    chunkCount: 0,
    revision: 0,
  };
  return { facts, dueAt, search: [{ kind: 'supplier' as const, value: supplierId }] };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openReceiving(input, await deps()));
