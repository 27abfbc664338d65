import * as z from 'zod/mini';
import { ProcessStarted } from '../../../events/ops.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { AlreadyRunning, NoticeMissing } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type NewProcess, tenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import type { ReceivingFacts } from './contract.ts';
import { derivedId, newestNotice, requireTenant } from './facts.ts';
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
  const process: NewProcess = {
    processId: job.processId,
    process: 'receiving',
    businessKey: job.processId.slice('receiving:'.length),
    site: job.site,
    state: newest ? 'ASN_RECEIVED' : 'AWAITING_NOTICE',
    mode: job.mode,
    generation,
    correlationId: job.correlationId,
    at: now,
    dueAt,
    executionArn: input.executionArn,
    facts: { ...facts },
  };
  const started = makeEvent(ProcessStarted, {
    about: { ...process, tenantId: job.tenantId, version: 0 },
    data: { processId: job.processId, process: 'receiving', state: process.state },
    causationId: newest?.key ?? 'receipt',
    now,
    newId: () => derivedId(job.processId, input.executionArn, 'started'),
  });
  const step = { key: 'open', name: 'OpenReceiving', at: now };
  // Every generation of a notice is found by its number.
  const key = { kind: 'business-key' as const, value: businessKey };
  const { opened, row } = await deps.stores.processes.open(tenant, process, [...search, key], step, [
    started,
  ]);
  if (!opened && row.executionArn !== input.executionArn) {
    throw new AlreadyRunning(`process ${job.processId} runs as ${row.executionArn}; this execution ends`);
  }
  if (!newest) throw new NoticeMissing(`no notice for ${job.processId} yet; waiting until ${dueAt}`);
  return opening(job, newest.header, dueAt, now);
}

function withoutNotice(job: Job, now: string, document: TenantDocument) {
  const [supplierId = ''] = job.processId.slice('receiving:'.length).split('/');
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
