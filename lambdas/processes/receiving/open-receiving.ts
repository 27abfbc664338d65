import * as z from 'zod/mini';
import { ProcessStarted } from '../../../events/ops.ts';
import { addBusinessDays } from '../../domain/calendar.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { AlreadyRunning, ContractViolation, NoticeMissing } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type NewProcess, type SearchKey, tenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import type { NoticeHeader, ReceivingFacts } from './contract.ts';
import { derivedId, newestNotice, requireTenant, waitSeconds } from './facts.ts';

const Input = z.object({ start: z.object({ job: Job }), executionArn: z.string() });

/** What the state machine carries: small, whatever the size of the notice. */
export interface OpenedReceiving {
  readonly job: Job;
  readonly notice: NoticeBrief;
  readonly chunks: readonly { readonly chunk: number; readonly key: string }[];
  readonly dueAt: string;
  readonly waitSeconds: number;
}
export const NoticeBrief = z.object({
  asnId: z.optional(z.string()),
  supplierId: z.string(),
  partnerId: z.optional(z.string()),
  shippedAt: z.optional(z.string()),
  dueAt: z.string(),
  sentAt: z.optional(z.string()),
});
export type NoticeBrief = z.infer<typeof NoticeBrief>;

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

  const process: NewProcess = {
    processId: job.processId,
    process: 'receiving',
    businessKey: job.processId.slice('receiving:'.length),
    site: job.site,
    state: newest ? 'ASN_RECEIVED' : 'AWAITING_NOTICE',
    mode: job.mode,
    generation: 1,
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
  const execution = {
    kind: 'execution' as const,
    value: input.executionArn.slice(input.executionArn.lastIndexOf(':') + 1),
  };
  const { opened, row } = await deps.stores.processes.open(tenant, process, [...search, execution], step, [
    started,
  ]);
  if (!opened && row.executionArn !== input.executionArn) {
    throw new AlreadyRunning(`process ${job.processId} runs as ${row.executionArn}; this execution ends`);
  }
  if (!newest) throw new NoticeMissing(`no notice for ${job.processId} yet; waiting until ${dueAt}`);
  return opening(job, newest.header, facts, dueAt, now);
}

/** The facts, deadline and search keys that follow from a notice. */
export function fromNotice(
  newest: { key: string; header: NoticeHeader },
  document: TenantDocument,
  site: string,
) {
  const { header, key } = newest;
  const place = document.sites.find((entry) => entry.site === site);
  if (!place)
    throw new ContractViolation(
      `site ${site} is not in the document of tenant ${document.tenantId}; add it with its calendar`,
    );
  const facts: ReceivingFacts = {
    supplierId: header.supplierId,
    asnId: header.asnId,
    noticeKey: key,
    noticeDueAt: header.dueAt,
    withoutNotice: false,
    chunks: header.document.chunks.map((chunk, index) => ({ chunk: index + 1, key: chunk.key })),
    indexKey: header.document.indexKey,
    revision: 1,
  };
  const search: SearchKey[] = [
    { kind: 'asn', value: header.asnId },
    { kind: 'supplier', value: header.supplierId },
    ...header.poIds.map((value) => ({ kind: 'po' as const, value })),
  ];
  return {
    facts,
    search,
    dueAt: addBusinessDays(place.calendar, header.dueAt, document.receiving.overdueBusinessDays),
  };
}

function withoutNotice(job: Job, now: string, document: TenantDocument) {
  const [supplierId = ''] = job.processId.slice('receiving:'.length).split('/');
  const dueAt = new Date(Date.parse(now) + document.receiving.noticeGraceMinutes * 60_000).toISOString();
  const facts: ReceivingFacts = {
    supplierId,
    noticeDueAt: now,
    withoutNotice: true,
    chunks: [],
    revision: 0,
  };
  return { facts, dueAt, search: [{ kind: 'supplier' as const, value: supplierId }] };
}

/** What the next states need. */
export function opening(
  job: Job,
  header: NoticeHeader,
  facts: ReceivingFacts,
  dueAt: string,
  now: string,
): OpenedReceiving {
  const { asnId, supplierId, shippedAt, sentAt, origin } = header;
  return {
    job,
    chunks: facts.chunks,
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
    notice: { asnId, supplierId, shippedAt, sentAt, dueAt: header.dueAt, partnerId: origin.partnerId },
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openReceiving(input, await deps()));
