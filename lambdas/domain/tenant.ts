import * as z from 'zod/mini';
import { identifier, Mode, money } from '../../events/envelope.ts';
import { Branding } from './branding.ts';
import { CountSettings } from './count-settings.ts';
import { CsvFiles, CsvFormat } from './csv-files.ts';
import { DamageSettings } from './damage-settings.ts';
import { clientOf, IdentitySettings } from './identity-settings.ts';
import { PartnerEvents } from './partner-events.ts';
import { PatternSettings } from './pattern-settings.ts';
import { PutawaySettings } from './putaway-settings.ts';
import { ReconciliationSettings } from './reconciliation-settings.ts';
import { ReplenishmentSettings } from './replenishment-settings.ts';
import { ReturnSettings } from './return-settings.ts';
import { TransferSettings } from './transfer-settings.ts';
import { InboundWebhook } from './webhooks/mapping.ts';

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

export const ReleasePolicy = z.enum(['FIFO', 'PRIORITY', 'FAIR_SHARE']);
export type ReleasePolicy = z.infer<typeof ReleasePolicy>;
const count = z.int().check(z.nonnegative());

/**
 * Rule 5.8. Minutes are calendar minutes, those of the review business minutes of the site. A field a document leaves out
 * has the starting value of `lambdas/domain/release-settings.ts`.
 */
export const ReleaseSettings = z.object({
  policy: ReleasePolicy,
  /** A reservation the OMS has not confirmed ends after this long. */
  reservationMinutes: z.int().check(z.positive()),
  /** What a ship-complete order cannot ship yet is held for it this long. */
  tentativeHoldMinutes: z.int().check(z.positive()),
  /** The share of the units on hand that only tiers up to `reserveTier` get while the cover is below `reserveCoverDays`. */
  reserveShare: ratio,
  reserveTier: z.int().check(z.minimum(1), z.maximum(4)),
  reserveCoverDays: count,
  /** Orders of this many days tell the daily demand the cover is measured by. */
  demandWindowDays: z.int().check(z.positive()),
  /** Confirmed stock of at most this many orders is taken for others without asking a person. */
  contestedOrders: count,
  reviewMinutes: z.int().check(z.positive()),
  reviewLevel2Minutes: z.int().check(z.positive()),
  reviewLevel3Minutes: z.int().check(z.positive()),
  reviewFinalMinutes: z.int().check(z.positive()),
});
export type ReleaseSettings = z.infer<typeof ReleaseSettings>;

const minutes = z.int().check(z.positive());
const wallClock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 21:00'));

/** What a customer gets for a delay of so many days: a share of the delayed lines' value, or points. */
const LoyaltyRow = z.object({
  fromDays: z.int().check(z.positive()),
  tier: z.int().check(z.minimum(1), z.maximum(4)),
  gives: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('credit'), share: ratio }),
    z.object({ kind: z.literal('points'), points: z.int().check(z.positive()) }),
  ]),
});
export type LoyaltyRow = z.infer<typeof LoyaltyRow>;

/** A legal window for delays, with where it is written: starting values are the US ones, not advice. */
const DelayRule = z.object({
  countries: z.array(z.string().check(z.regex(/^[A-Z]{2}$/))),
  /** Where no date was promised, goods must leave within this many days of the order. */
  shipWithinDays: count,
  /** A first delay up to so many days is agreed to by silence. */
  silenceDays: count,
  /** Days a refund may take, by how the order was paid. */
  refundDays: z.object({ cash: count, card: count, account: count }),
  source: z.string().check(z.minLength(1)),
});
export type DelayRule = z.infer<typeof DelayRule>;

/**
 * Rule 5.10. Minutes are calendar minutes, those of picking and of reviews business minutes of the site. A field a document
 * leaves out has the starting value of `lambdas/domain/promise-settings.ts`.
 */
export const PromiseSettings = z.object({
  atpMethod: z.enum(['CUMULATIVE', 'PERIOD', 'PERIOD_ACCUMULATED']),
  /** From units that are there to a parcel the carrier can take. */
  pickLeadMinutes: count,
  /** Supply whose date has passed is expected this many days from now, unconfirmed. */
  overdueSupplyDays: count,
  /** Reasons of stock movements that serve orders: they take nothing away from a promise. */
  fulfillmentReasons: z.array(z.string()),
  /** The customer hears of a date this many days later, or earlier, than the one told last. */
  laterDays: z.int().check(z.positive()),
  earlierDays: z.int().check(z.positive()),
  /** One message an order in this time. */
  messageMinutes: minutes,
  /** No messages from the first time until the second one, on the customer's clock. */
  quietFrom: wallClock,
  quietUntil: wallClock,
  /** Channels messages are sent by, where the customer agreed; of equals the first. */
  channels: z.array(z.enum(['email', 'sms', 'push', 'phone'])),
  bounceMinutes: minutes,
  bounceTaskMinutes: minutes,
  /** Time an agent has for a customer no message may or can reach. */
  agentTaskMinutes: minutes,
  offerDays: z.int().check(z.positive()),
  /** An offer nobody has to answer stays open this long. */
  offerOpenMinutes: minutes,
  loyalty: z.array(LoyaltyRow),
  /** Most credit without a person, in minor units of the tenant's currency. */
  loyaltyCap: count,
  delayRule: DelayRule,
  /** An order that waits for nothing else is looked at again after this long. */
  recheckMinutes: minutes,
  /** A promise counts as told when it was told this long before it falls due. */
  toldMinutes: minutes,
  reviewMinutes: minutes,
  reviewLevel2Minutes: minutes,
  reviewLevel3Minutes: minutes,
  reviewFinalMinutes: minutes,
});
export type PromiseSettings = z.infer<typeof PromiseSettings>;

/**
 * Rule 5.9. Minutes are calendar minutes: a carrier's cut-off knows no shifts. A field a document leaves out has the
 * starting value of `lambdas/domain/fulfillment-settings.ts`.
 */
export const FulfillmentSettings = z.object({
  /** From a decision to a parcel the carrier can take: the decision's deadline is the cut-off less this. */
  packMinutes: count,
  /** A person has this long, or until the deadline, whichever is first. */
  decisionMinutes: minutes,
  /** Another site may cost this share of the missing units' margin more. */
  siteCostShare: ratio,
  /** A substitute's price may differ by this share. */
  substitutePriceShare: ratio,
  /** Least value of what leaves now, in minor units of the tenant's currency. */
  splitValue: count,
  /** A parcel's weight may differ by this share, and by no more than `weightGrams`. */
  weightShare: ratio,
  weightGrams: count,
  /** Failed scans of a label before somebody looks at it, and before they are a pattern. */
  labelCheckScans: z.int().check(z.positive()),
  patternScans: z.int().check(z.positive()),
  /** Time whoever looks after the customer has to tell of a cancelled line. */
  errandMinutes: minutes,
  /** When no step is left because systems refused them, it is tried again after this long. */
  retryMinutes: minutes,
});
export type FulfillmentSettings = z.infer<typeof FulfillmentSettings>;

/** Settings of a process a document may give in part: for all sites, and for single ones. */
const perSite = <Shape extends z.core.$ZodShape>(settings: z.ZodMiniObject<Shape>) =>
  z.optional(z.extend(z.partial(settings), { sites: z.optional(z.record(identifier, z.partial(settings))) }));

export const TenantDocument = z.object({
  tenantId: identifier,
  version: z.int().check(z.positive()),
  name: z.string(),
  branding: z.optional(Branding),
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
      formats: z.array(
        z.enum([
          'csv',
          ...CsvFormat.options,
          'json',
          'x12-180',
          'x12-846',
          'x12-850',
          'x12-855',
          'x12-856',
          'x12-860',
          'x12-861',
          'x12-940',
          'x12-943',
          'x12-944',
          'x12-945',
          'x12-947',
          'edifact-desadv',
          'edifact-orders',
          'edifact-ordrsp',
          'edifact-recadv',
          'edifact-invrpt',
        ]),
      ),
      /** Sender id the partner's interchanges must carry: ISA06 of X12, UNB S002 of EDIFACT. */
      senderId: z.optional(z.string()),
      /** Canonical field name to the column header of this partner's CSV files. */
      csvColumns: z.optional(z.record(z.string(), z.string())),
      /** Its CSV files that hold something else than notices. */
      csvFiles: z.optional(z.array(CsvFiles)),
      /** The decimal mark of its CSV files. @default point */
      csvDecimal: z.optional(z.enum(['point', 'comma'])),
      strictCheckDigits: z.boolean(),
      /** EDIFACT: characters outside the stated set warn and do not refuse. */
      lenientCharacters: z.optional(z.boolean()),
    }),
  ),
  members: z.array(
    z.object({
      userId: identifier,
      roles: z.array(Role),
      sites: z.array(z.string()),
      /** Every process unless named (rule 4.14). */
      processes: z.optional(z.array(z.string())),
    }),
  ),
  /** Where the tokens of its people and programs come from; without it nobody reaches the API for this tenant. */
  identity: z.optional(IdentitySettings),
  clients: z.optional(z.array(clientOf(Role))),
  receiving: ReceivingSettings,
  /** What differs from the starting values, for the tenant and for single sites (the site's own value counts first). */
  backorderRelease: perSite(ReleaseSettings),
  orderPromise: perSite(PromiseSettings),
  cycleCount: perSite(CountSettings),
  positionReconciliation: perSite(ReconciliationSettings),
  fulfillmentException: perSite(FulfillmentSettings),
  putaway: perSite(PutawaySettings),
  damagedGoods: perSite(DamageSettings),
  customerReturn: perSite(ReturnSettings),
  replenishment: perSite(ReplenishmentSettings),
  transfer: perSite(TransferSettings),
  patterns: perSite(PatternSettings),
  /** Partners whose events on the bus are taken. */
  partnerEvents: z.optional(PartnerEvents),
  /** Where partners' systems send their own words to, and what becomes of them. */
  inboundWebhooks: z.optional(z.array(InboundWebhook)),
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
