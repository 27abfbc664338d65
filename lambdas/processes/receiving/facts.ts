import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Mode } from '../../../events/envelope.ts';
import type { BusinessCalendar, TenantDocument } from '../../domain/tenant.ts';
import { ContractViolation, NotFound } from '../../shared/errors.ts';
import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import type { ChunkSummary, NoticeHeader, ReceivingFacts } from './contract.ts';

/** Keys of a receiving process's facts: one place, so that writers and readers cannot drift apart. */
export const noticeFactKey = (eventId: string) => `notice#${eventId}`;
export const cancelFactKey = (eventId: string) => `cancel#${eventId}`;
export const arrivalFactKey = (receiptId: string) => `arrival#${receiptId}`;
export const receiptFactKey = (chunk: number, receiptId: string) => `${receiptFactPrefix(chunk)}${receiptId}`;
export const receiptFactPrefix = (chunk: number) => `receipt#${String(chunk).padStart(4, '0')}#`;
export const summaryKey = (chunk: number) => `chunk-${chunk}`;

/** What the check of a chunk answers to the one that judges the whole notice; its lines and findings are in the chunk. */
export const CheckedChunk = z.object({
  chunk: z.int(),
  revision: z.int(),
  lines: z.int(),
  rejected: z.array(z.int()),
  findings: z.int(),
});
export type CheckedChunk = z.infer<typeof CheckedChunk>;

/** A site nobody has cut over runs in shadow: it decides and writes nothing (rule 4.12). */
export function cutoverLevel(tenant: TenantDocument | undefined, process: string, site: string): Mode {
  return tenant?.cutover.find((entry) => entry.process === process && entry.site === site)?.level ?? 'shadow';
}

export async function requireProcess(
  processes: ProcessStore,
  tenant: TenantScope,
  processId: string,
): Promise<ProcessRow & { facts: ReceivingFacts }> {
  const row = await processes.get(tenant, processId);
  if (!row)
    throw new NotFound(`process ${processId} does not exist for this tenant; its first state claims it`);
  return row as unknown as ProcessRow & { facts: ReceivingFacts };
}

export async function requireTenant(
  stores: { tenants: { current(tenant: TenantScope): Promise<TenantDocument | undefined> } },
  tenant: TenantScope,
): Promise<TenantDocument> {
  const document = await stores.tenants.current(tenant);
  if (!document) throw new NotFound(`tenant ${tenant} has no document; apply one before sending it events`);
  return document;
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

/** Seconds a state may wait before its own timeout: the deadline plus an hour, because the sweeper moves deadlines. */
export function waitSeconds(now: string, dueAt: string): number {
  return Math.max(0, Math.ceil((Date.parse(dueAt) - Date.parse(now)) / 1000)) + 3600;
}

/** An event id that follows from its cause: the same cause tried again gives the same event. */
export function derivedId(...cause: readonly (string | number)[]): string {
  return createHash('sha256').update(cause.join('|')).digest('hex').slice(0, 32);
}

/** Business hours of a site; a deadline there cannot be computed without them. */
export function calendarOf(document: TenantDocument, site: string): BusinessCalendar {
  const place = document.sites.find((entry) => entry.site === site);
  if (!place)
    throw new ContractViolation(
      `site ${site} is not in the document of tenant ${document.tenantId}; add it with its calendar`,
    );
  return place.calendar;
}
