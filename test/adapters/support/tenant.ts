import { TenantDocument } from '../../../lambdas/domain/tenant.ts';

const percent = (numerator: number) => ({ numerator, denominator: 100 });
const usd = (minor: number) => ({ minor, currency: 'USD' });

/** A whole tenant with one site; only `systems` matters to adapters. */
export function tenantDocument(tenantId: string, systems: TenantDocument['systems']): TenantDocument {
  return TenantDocument.parse({
    tenantId,
    version: 1,
    name: tenantId,
    currency: 'USD',
    environment: 'production',
    sites: [
      {
        site: 'DC1',
        name: 'Main',
        gln: '0614141000005',
        calendar: {
          zone: 'UTC',
          shifts: [{ weekdays: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }],
          holidays: [],
        },
      },
    ],
    systems,
    partners: [],
    members: [],
    receiving: {
      default: {
        overPercent: percent(5),
        overValue: usd(25_000),
        shortPercent: percent(2),
        shortValue: usd(10_000),
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
    },
    tolerances: [],
    approvalTiers: [{ upTo: null, approvers: ['finance'] }],
    cutover: [],
  });
}
