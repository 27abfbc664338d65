import { readdirSync, readFileSync } from 'node:fs';
import { type Partner, TenantDocument } from '../../../lambdas/domain/tenant.ts';
import type { AnnouncedLine, DoorContext, ParsedFile } from '../../../lambdas/doors/notice.ts';
import partners from '../../../local/scenarios/files/partners.json' with { type: 'json' };

/** The authored partner files of the scenario, with the context each of them is read in. */

const root = new URL('../../../local/scenarios/files/', import.meta.url);
export const RECEIVED_AT = '2026-03-02T08:00:00Z';

export type TenantName = keyof typeof partners.tenants;
export const TENANTS = Object.keys(partners.tenants) as TenantName[];

export function contextOf(
  tenant: TenantName,
  partnerId: string,
  change: Partial<DoorContext> = {},
): DoorContext {
  const { sites } = partners.tenants[tenant];
  const partner = partnersOf(tenant).find((one) => one.partnerId === partnerId);
  if (!partner) throw new Error(`${partnerId} is no partner of ${tenant}`);
  return { partner, sites, environment: 'production', receivedAt: RECEIVED_AT, ...change };
}

export function partnersOf(tenant: TenantName): Partner[] {
  return TenantDocument.shape.partners.parse(partners.tenants[tenant].partners);
}

export function readScenario(tenant: TenantName, partnerId: string, name: string) {
  return { name, bytes: readFileSync(new URL(`${tenant}/${partnerId}/${name}`, root)) };
}

export function scenarioFiles(): { tenant: TenantName; partnerId: string; name: string }[] {
  return TENANTS.flatMap((tenant) =>
    partners.tenants[tenant].partners.flatMap(({ partnerId }) =>
      readdirSync(new URL(`${tenant}/${partnerId}/`, root)).map((name) => ({ tenant, partnerId, name })),
    ),
  );
}

export function linesOf(file: ParsedFile, notice = 0): AnnouncedLine[] {
  return [...(file.notices[notice]?.lines() ?? [])];
}

export const codesOf = (file: ParsedFile) => file.findings.map(({ code }) => code);

/** A tenant document with what the doors read from it; the rest is as small as the contract allows. */
export function tenantDocument(tenant: TenantName): TenantDocument {
  const calendar = { zone: 'America/New_York', shifts: [], holidays: [] };
  const { sites } = partners.tenants[tenant];
  return {
    tenantId: tenant,
    version: 1,
    name: tenant,
    currency: 'USD',
    environment: 'production',
    sites: sites.map((site) => ({ ...site, calendar })),
    partners: partnersOf(tenant),
  } as unknown as TenantDocument;
}
