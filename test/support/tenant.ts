import type { ReceivingSettings, TenantDocument } from '../../lambdas/domain/tenant.ts';

/** The starting values of rule 5.1, in one currency. */
export function receivingSettings(currency: string): ReceivingSettings {
  const percent = (numerator: number) => ({ numerator, denominator: 100 });
  const money = (minor: number) => ({ minor, currency });
  return {
    default: {
      overPercent: percent(5),
      overValue: money(25_000),
      shortPercent: percent(2),
      shortValue: money(10_000),
      remainingLifePercent: percent(66),
      earlyDays: 3,
      earlyAction: 'WARN',
      lateDays: 3,
      checkDigitAction: 'WARN',
      overAnnouncedAction: 'WARN',
    },
    blind: false,
    inspection: {
      firstReceipts: 3,
      defectRate: percent(2),
      defectWindowDays: 30,
      aql: { critical: '0', major: '2.5', minor: '4.0' },
    },
    arrivalNoticeMinutes: 120,
    shipDateSlackMinutes: 1_440,
    ssccMemoryDays: 365,
    noticeGraceMinutes: 60,
    overdueBusinessDays: 2,
    overdueCloseBusinessDays: 5,
    review: { dueMinutes: 240, level2Minutes: 240, level3Minutes: 480, parkMinutes: 1_440 },
  };
}

/** A whole tenant with one site, open on weekdays from 06:00 to 22:00 UTC, and nothing else but what the test asks for. */
export function tenantDocument(tenantId: string, overrides: Partial<TenantDocument> = {}): TenantDocument {
  const shifts = [{ weekdays: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }];
  return {
    tenantId,
    version: 1,
    name: tenantId,
    currency: 'USD',
    environment: 'production',
    sites: [
      { site: 'dc1', name: 'Main', gln: '4012345000009', calendar: { zone: 'UTC', shifts, holidays: [] } },
    ],
    systems: {},
    partners: [],
    members: [],
    receiving: receivingSettings('USD'),
    tolerances: [],
    approvalTiers: [{ upTo: null, approvers: ['finance'] }],
    cutover: [],
    ...overrides,
  };
}

/** What a tenant's document says of the issuer on this machine. */
export function identityOf(issuer: string): NonNullable<TenantDocument['identity']> {
  return { issuers: [{ issuer, jwksUri: `${issuer}/jwks`, algorithms: ['ES256'], tenantClaim: 'tenant' }] };
}
