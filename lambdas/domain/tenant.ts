import * as z from 'zod/mini';
import { identifier, Mode, money } from '../../events/envelope.ts';

/**
 * A tenant is one validated document: sites with calendars, tolerances, approval tiers, roles, partners, systems and
 * cut-over levels. Nothing a retailer may want to change is a constant in code.
 */

export const ratio = z.object({
  numerator: z.int().check(z.nonnegative()),
  denominator: z.int().check(z.positive()),
});
const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 06:00'));
export const LimitAction = z.enum(['NONE', 'WARN', 'REJECT']);
export type LimitAction = z.infer<typeof LimitAction>;

/** Business hours of a site, in its own time zone. ISO weekdays, Monday is 1. */
export const BusinessCalendar = z.object({
  zone: z.string(),
  shifts: z.array(
    z.object({ weekdays: z.array(z.int().check(z.minimum(1), z.maximum(7))), from: clock, to: clock }),
  ),
  holidays: z.array(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))),
});
export type BusinessCalendar = z.infer<typeof BusinessCalendar>;

/** Receiving limits. Every field may be set at every level; the first level that sets it wins (rule 4.3). */
export const ReceivingTolerance = z.object({
  overPercent: z.optional(ratio),
  overValue: z.optional(money),
  shortPercent: z.optional(ratio),
  shortValue: z.optional(money),
  remainingLifePercent: z.optional(ratio),
  earlyDays: z.optional(z.int()),
  earlyAction: z.optional(LimitAction),
  lateDays: z.optional(z.int()),
  checkDigitAction: z.optional(LimitAction),
  overAnnouncedAction: z.optional(LimitAction),
});
export type ReceivingTolerance = z.infer<typeof ReceivingTolerance>;
export type ToleranceLevel = 'po-line' | 'item-site' | 'item' | 'supplier' | 'abc' | 'default';

export const ToleranceRule = z.object({
  level: z.enum(['item-site', 'item', 'supplier', 'abc']),
  sku: z.optional(identifier),
  site: z.optional(identifier),
  supplierId: z.optional(identifier),
  abcClass: z.optional(z.enum(['A', 'B', 'C'])),
  limits: ReceivingTolerance,
});
export type ToleranceRule = z.infer<typeof ToleranceRule>;

export const Role = z.enum([
  'viewer',
  'operator',
  'supervisor',
  'inventory-manager',
  'dc-manager',
  'buyer',
  'purchasing',
  'quality',
  'finance',
  'loss-prevention',
  'integration-admin',
  'tenant-admin',
  'partner-admin',
  'auditor',
  'service',
]);
export type Role = z.infer<typeof Role>;

/** Deadlines in minutes: business minutes of the site's calendar unless the name says calendar. */
const ReceivingSettings = z.object({
  default: z.required(ReceivingTolerance),
  blind: z.boolean(),
  inspection: z.object({
    firstReceipts: z.int(),
    defectRate: ratio,
    defectWindowDays: z.int(),
    aql: z.object({ critical: z.enum(['0']), major: z.string(), minor: z.string() }),
    /** Suppliers whose production runs steadily: only their lots may come under reduced inspection. None unless named. */
    steadySuppliers: z.optional(z.array(identifier)),
  }),
  arrivalNoticeMinutes: z.int(),
  shipDateSlackMinutes: z.int(),
  ssccMemoryDays: z.int(),
  noticeGraceMinutes: z.int(),
  overdueBusinessDays: z.int(),
  overdueCloseBusinessDays: z.int(),
  review: z.object({
    dueMinutes: z.int(),
    level2Minutes: z.int(),
    level3Minutes: z.int(),
    parkMinutes: z.int(),
  }),
});
export type ReceivingSettings = z.infer<typeof ReceivingSettings>;

export const TenantDocument = z.object({
  tenantId: identifier,
  version: z.int().check(z.positive()),
  name: z.string(),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  environment: z.enum(['production', 'test']),
  sites: z.array(
    z.object({ site: identifier, name: z.string(), gln: z.string(), calendar: BusinessCalendar }),
  ),
  /** Which connector plays each system of `lambdas/adapters/registry.ts`, by the system's name, and where it is. */
  systems: z.record(
    identifier,
    z.object({
      connector: z.enum(['http']),
      baseUrl: z.string(),
      secretName: z.string(),
    }),
  ),
  partners: z.array(
    z.object({
      partnerId: identifier,
      supplierId: identifier,
      formats: z.array(z.enum(['csv', 'json', 'x12-856'])),
      /** X12 sender id (ISA06) the partner's interchanges must carry. */
      senderId: z.optional(z.string()),
      /** Canonical field name to the column header of this partner's CSV files. */
      csvColumns: z.optional(z.record(z.string(), z.string())),
      strictCheckDigits: z.boolean(),
    }),
  ),
  members: z.array(z.object({ userId: identifier, roles: z.array(Role), sites: z.array(z.string()) })),
  receiving: ReceivingSettings,
  tolerances: z.array(ToleranceRule),
  /** Rule 4.4: the first tier whose limit holds the absolute value decides who approves. The last has no limit. */
  approvalTiers: z.array(z.object({ upTo: z.nullable(z.int()), approvers: z.array(Role) })),
  cutover: z.array(z.object({ process: z.string(), site: z.string(), level: Mode })),
  /** What differs from the starting values of `lambdas/work/case-classes.ts`, by class; the time is in minutes. */
  cases: z.optional(
    z.record(
      z.string(),
      z.object({
        severity: z.optional(z.enum(['S1', 'S2', 'S3', 'S4'])),
        owner: z.optional(Role),
        escalateTo: z.optional(Role),
        slaMinutes: z.optional(z.int().check(z.positive())),
      }),
    ),
  ),
});
export type TenantDocument = z.infer<typeof TenantDocument>;
export type Site = TenantDocument['sites'][number];
export type Partner = TenantDocument['partners'][number];
