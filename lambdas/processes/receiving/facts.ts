import * as z from 'zod/mini';
import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { requireProcess as requireRow } from '../../work/process-row.ts';
import type { ChunkSummary, NoticeHeader, ReceivingFacts } from './contract.ts';

export { calendarOf, derivedId, requireTenant, waitSeconds } from '../../work/process-row.ts';

export const requireProcess = requireRow<ReceivingFacts>;

/** Keys of a receiving process's facts: one place, so that writers and readers cannot drift apart. */
export const noticeFactKey = (eventId: string) => `notice#${eventId}`;
export const cancelFactKey = (eventId: string) => `cancel#${eventId}`;
export const arrivalFactPrefix = 'arrival#';
export const arrivalFactKey = (receiptId: string) => `${arrivalFactPrefix}${receiptId}`;
export const assignmentFactPrefix = 'assigned#';
export const assignmentFactKey = (number: number) =>
  `${assignmentFactPrefix}${String(number).padStart(6, '0')}`;
export const receiptFactKey = (chunk: number, receiptId: string) => `${receiptFactPrefix(chunk)}${receiptId}`;
export const receiptFactPrefix = (chunk: number) => `receipt#${String(chunk).padStart(4, '0')}#`;
export const summaryKey = (chunk: number) => `chunk-${chunk}`;

/** What the check of a chunk answers to the one that judges the whole notice; its lines and findings are in the chunk. */
export const CheckedChunk = z.object({
  chunk: z.int(),
  revision: z.int(),
  lines: z.int(),
  /** How many; which ones is in the chunk, because a thousand chunks answer into one state. */
  rejected: z.int(),
  findings: z.int(),
});
export type CheckedChunk = z.infer<typeof CheckedChunk>;

/** The notice that counts: the one with the highest sequence, later arrival breaking the tie. */
export async function newestNotice(
  processes: ProcessStore,
  tenant: TenantScope,
  processId: string,
): Promise<{ key: string; header: NoticeHeader } | undefined> {
  const notices = await processes.facts(tenant, processId, 'notice#');
  const newest = notices
    .map((fact) => ({
      key: fact.key,
      sequence: fact.sequence,
      ...(fact.body as { at: string; header: NoticeHeader }),
    }))
    .sort((a, b) => a.sequence - b.sequence || a.at.localeCompare(b.at))
    .at(-1);
  return newest && { key: newest.key, header: newest.header };
}

export function summariesOf(row: ProcessRow): ReadonlyMap<number, ChunkSummary> {
  return new Map(
    Object.entries(row.facts)
      .filter(([key]) => key.startsWith('chunk-'))
      .map(([key, value]) => [Number(key.slice('chunk-'.length)), value as ChunkSummary]),
  );
}
