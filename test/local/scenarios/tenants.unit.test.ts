import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systems } from '../../../lambdas/adapters/registry.ts';
import { approvalTier } from '../../../lambdas/domain/approval.ts';
import { addBusinessMinutes } from '../../../lambdas/domain/calendar.ts';
import { faultOfKey } from '../../../lambdas/domain/check-digit.ts';
import { Role, TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { resolveLimits } from '../../../lambdas/domain/tolerance.ts';
import { namesOf } from '../../../lib/names.ts';
import { processes } from '../../../lib/processes/index.ts';

const folder = new URL('../../../local/scenarios/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const names = readdirSync(new URL('tenants/', folder));
const tenant = (tenantId: string) => TenantDocument.parse(read(`tenants/${tenantId}.json`));
const northwind = tenant('northwind-grocery');
const harbor = tenant('harbor-home');
const pilot = tenant('pilot-outlet');

describe.each(names)('%s', (name) => {
  const raw = read(`tenants/${name}`);
  const document = TenantDocument.parse(raw);

  it('is a tenant document, and the document knows every field of it', () => {
    expect(document).toEqual(raw);
    expect(name).toBe(`${document.tenantId}.json`);
  });

  it('has sites with valid location numbers and calendars that can be computed with', () => {
    for (const { gln, calendar } of document.sites) {
      expect(faultOfKey('gln', gln)).toBeUndefined();
      expect(addBusinessMinutes(calendar, '2026-03-02T08:00:00.000Z', 600)).toMatch(/^2026-03-0/);
    }
  });

  it('names a place and a secret of its own for every system of the registry', () => {
    expect(Object.keys(document.systems).toSorted()).toEqual(Object.keys(systems).toSorted());
    for (const [system, { baseUrl, secretName }] of Object.entries(document.systems)) {
      expect(baseUrl).toBe(`{{systems}}/${document.tenantId}/${system}/v1`);
      expect(secretName).toBe(namesOf('local').secret(document.tenantId, system));
    }
  });

  it('has members that work at its sites and hold each user id once', () => {
    const sites = ['*', ...document.sites.map(({ site }) => site)];
    for (const member of document.members) {
      expect(sites, member.userId).toEqual(expect.arrayContaining(member.sites));
      expect(member.roles.length, member.userId).toBeGreaterThan(0);
    }
    expect(new Set(document.members.map(({ userId }) => userId)).size).toBe(document.members.length);
  });

  it('has approval tiers in rising order that hold any value', () => {
    const limits = document.approvalTiers.map(({ upTo }) => upTo ?? Number.POSITIVE_INFINITY);
    expect(limits).toEqual(limits.toSorted((a, b) => a - b));
    const value = { minor: Number.MAX_SAFE_INTEGER, currency: document.currency };
    expect(approvalTier(document.approvalTiers, value, document.currency).approvers).toEqual([
      'inventory-manager',
      'finance',
    ]);
  });

  it('has deadlines in order: reminder, due, level 2, level 3, park', () => {
    const { dueMinutes, level2Minutes, level3Minutes, parkMinutes } = document.receiving.review;
    const moments = [1, dueMinutes, level2Minutes, level3Minutes, parkMinutes];
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  });

  it('says for every site how far receiving may go', () => {
    const decided = document.cutover.filter(({ process }) => process === 'receiving').map(({ site }) => site);
    expect(decided).toEqual(document.sites.map(({ site }) => site));
  });
});

it('knows the sites and partners the scenario files are written for', () => {
  for (const [tenantId, { sites, partners }] of Object.entries<TenantDocument>(
    read('files/partners.json').tenants,
  )) {
    const document = tenant(tenantId);
    expect(document.sites).toEqual(sites.map((site) => expect.objectContaining(site)));
    expect(document.partners).toEqual(partners);
  }
});

it('has somebody for every role, and two people who count, at both warehouses', () => {
  for (const { members, sites } of [northwind, harbor]) {
    for (const { site } of sites) {
      const here = members.filter((member) => member.sites.includes(site) || member.sites.includes('*'));
      const roles = here.flatMap((member) => member.roles);
      expect(new Set(roles)).toEqual(new Set(Role.options));
      expect(roles.filter((role) => role === 'operator').length).toBeGreaterThanOrEqual(2);
    }
  }
});

describe('the two retailers differ where it shows', () => {
  const overPercent = ({ receiving, tolerances }: TenantDocument, site: string) =>
    resolveLimits({
      site,
      sku: 'BRT-SPONGE-3',
      supplierId: 'SUP-BRIGHT',
      abcClass: 'A',
      orderLine: undefined,
      rules: tolerances,
      defaults: receiving.default,
    }).overPercent;

  it('takes 4 % over at one and asks at the other', () => {
    expect(overPercent(northwind, 'DC-ATL')).toEqual({
      value: { numerator: 5, denominator: 100 },
      level: 'default',
    });
    expect(overPercent(harbor, 'DC-SEA')).toEqual({
      value: { numerator: 2, denominator: 100 },
      level: 'default',
    });
  });

  it('counts blind at one', () => {
    expect([northwind.receiving.blind, harbor.receiving.blind]).toEqual([false, true]);
  });

  it('works on Saturdays at one, in its store on Sundays too', () => {
    const later = (document: TenantDocument, moment: string) =>
      document.sites.map(({ calendar }) => addBusinessMinutes(calendar, moment, 240));
    const friday = '2026-03-07T02:30:00.000Z';
    // 21:30 in Atlanta, 20:30 in Nashville, 18:30 in Seattle: half an hour is left in the first two, three and a half there.
    expect(later(northwind, friday)).toEqual(['2026-03-07T14:30:00.000Z', '2026-03-07T16:30:00.000Z']);
    expect(later(harbor, friday)).toEqual(['2026-03-09T13:30:00.000Z']);
    const saturday = '2026-03-08T02:30:00.000Z';
    expect(later(northwind, saturday)).toEqual(['2026-03-09T13:30:00.000Z', '2026-03-08T15:30:00.000Z']);
  });

  it('asks a supervisor for 75 dollars at one', () => {
    const approvers = (document: TenantDocument) =>
      approvalTier(document.approvalTiers, { minor: 7_500, currency: 'USD' }, document.currency).approvers;
    expect([approvers(northwind), approvers(harbor)]).toEqual([[], ['supervisor']]);
  });

  it('acts at both, and only watches at the pilot', () => {
    const levelsOf = ({ sites, cutover }: TenantDocument) =>
      sites.map(({ site }) =>
        Object.fromEntries(
          cutover.filter((entry) => entry.site === site).map(({ process, level }) => [process, level]),
        ),
      );
    const all = (level: string) => Object.fromEntries(processes.map(({ name }) => [name, level]));
    expect(levelsOf(northwind)).toEqual([all('act'), all('act')]);
    expect(levelsOf(harbor)).toEqual([all('act')]);
    expect(levelsOf(pilot)).toEqual([all('shadow')]);
  });

  it('releases to those who wait by another policy at each', () => {
    expect([northwind, harbor, pilot].map(({ backorderRelease }) => backorderRelease?.policy)).toEqual([
      'PRIORITY',
      'FAIR_SHARE',
      'FIFO',
    ]);
  });
});
