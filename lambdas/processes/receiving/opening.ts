import * as z from 'zod/mini';
import { addBusinessDays } from '../../domain/calendar.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import type { Job } from '../../shared/job.ts';
import type { SearchKey } from '../../store/ports.ts';
import type { NoticeHeader, ReceivingFacts } from './contract.ts';
import { calendarOf, waitSeconds } from './facts.ts';

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

/** The facts, deadline and search keys that follow from a notice. */
export function fromNotice(
  newest: { key: string; header: NoticeHeader },
  document: TenantDocument,
  site: string,
) {
  const { header, key } = newest;
  const facts: ReceivingFacts = {
    supplierId: header.supplierId,
    asnId: header.asnId,
    noticeKey: key,
    noticeDueAt: header.dueAt,
    withoutNotice: false,
    chunkCount: header.document.chunks.length,
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
    dueAt: addBusinessDays(calendarOf(document, site), header.dueAt, document.receiving.overdueBusinessDays),
  };
}

/** What the next states need. */
export function opening(job: Job, header: NoticeHeader, dueAt: string, now: string): OpenedReceiving {
  const { asnId, supplierId, shippedAt, sentAt, origin } = header;
  return {
    job,
    chunks: header.document.chunks.map((chunk, index) => ({ chunk: index + 1, key: chunk.key })),
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
    notice: { asnId, supplierId, shippedAt, sentAt, dueAt: header.dueAt, partnerId: origin.partnerId },
  };
}
