import { createHash } from 'node:crypto';
import type { Mode } from '../../events/envelope.ts';
import type { BusinessCalendar, TenantDocument } from '../domain/tenant.ts';
import { ContractViolation, NotFound } from '../shared/errors.ts';
import type { ProcessRow, ProcessStore, TenantScope } from '../store/ports.ts';

/** What the functions of every process begin with: its row, its tenant, its level, its deadlines. */

/** A site nobody has cut over runs in shadow: it decides and writes nothing (rule 4.12). */
export function cutoverLevel(tenant: TenantDocument | undefined, process: string, site: string): Mode {
  return tenant?.cutover.find((entry) => entry.process === process && entry.site === site)?.level ?? 'shadow';
}

/** The row of a process with the facts its process keeps there. */
export async function requireProcess<Facts>(
  processes: ProcessStore,
  tenant: TenantScope,
  processId: string,
): Promise<ProcessRow & { facts: Facts }> {
  const row = await processes.get(tenant, processId);
  if (!row)
    throw new NotFound(`process ${processId} does not exist for this tenant; its first state claims it`);
  return row as unknown as ProcessRow & { facts: Facts };
}

export async function requireTenant(
  stores: { tenants: { current(tenant: TenantScope): Promise<TenantDocument | undefined> } },
  tenant: TenantScope,
): Promise<TenantDocument> {
  const document = await stores.tenants.current(tenant);
  if (!document) throw new NotFound(`tenant ${tenant} has no document; apply one before sending it events`);
  return document;
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
