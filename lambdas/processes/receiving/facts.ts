import type { Finding } from '../../../events/inbound.ts';
import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { requireProcess as requireRow } from '../../work/process-row.ts';
import type { ChunkSummary, NoticeHeader, ReceivingFacts } from './contract.ts';

export { calendarOf, cutoverLevel, derivedId, requireTenant, waitSeconds } from '../../work/process-row.ts';

export const requireProcess = requireRow<ReceivingFacts>;

/** Keys of a receiving process's facts: one place, so that writers and readers cannot drift apart. */
export const noticeFactKey = (eventId: string) => `notice#${eventId}`;
export const cancelFactKey = (eventId: string) => `cancel#${eventId}`;
export const arrivalFactKey = (receiptId: string) => `arrival#${receiptId}`;
export const receiptFactKey = (chunk: number, receiptId: string) => `${receiptFactPrefix(chunk)}${receiptId}`;
export const receiptFactPrefix = (chunk: number) => `receipt#${String(chunk).padStart(4, '0')}#`;
export const summaryKey = (chunk: number) => `chunk-${chunk}`;
export const checkedKey = (chunk: number) => `checked-${chunk}`;

/** What a chunk's check leaves on the process row. */
export interface CheckedChunk {
  readonly revision: number;
  readonly lines: number;
  readonly rejected: readonly number[];
  readonly findings: readonly Finding[];
}

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
