import * as z from 'zod/mini';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const count = z.int().check(z.nonnegative());
const minutes = z.int().check(z.positive());
const percent = z.int().check(z.positive());
/** Who may approve an order. */
const Approver = z.enum(['supervisor', 'inventory-manager', 'dc-manager', 'buyer', 'purchasing', 'finance']);
const byClass = <Value extends z.ZodMiniType>(value: Value) => z.object({ A: value, B: value, C: value });

/**
 * Rule 5.4. Minutes are business minutes of the site unless the field says calendar. A field a document leaves out has the
 * starting value below.
 */
export const ReplenishmentSettings = z.object({
  /** Standard deviations of demand that safety stock covers, in thousandths: 2,054 is a service level of 98 %. */
  zThousandths: byClass(count),
  /** Without enough days of demand an item is ordered when its position covers this many days or fewer. */
  coverDays: byClass(count),
  demandDays: z.int().check(z.positive()),
  minimumObservations: z.int().check(z.minimum(2)),
  /** Demand of a day above the mean by more than so many standard deviations counts as if it were just there. */
  capSigmas: count,
  /** What is ordered lasts at least this long: the time until somebody looks again. */
  reviewDays: count,
  /** Cost of an order in minor units, and the yearly cost of keeping goods in percent of their cost. */
  orderCost: count,
  holdingPercent: percent,
  /** The part of a dated item's days of sale that its stock may last. */
  shelfPercent: percent,
  /** Calendar minutes after a request in which no other begins, unless what is missing grew by so many percent. */
  silenceMinutes: count,
  regrowthPercent: count,
  /** Calendar minutes after which an item nobody moved is looked at again. */
  lookMinutes: minutes,
  /** The first tier whose limit holds the value of the order says who approves it; the last has no limit. */
  approvalTiers: z
    .array(z.object({ upTo: z.nullable(count), approvers: z.array(Approver) }))
    .check(z.minLength(1)),
  reviewMinutes: minutes,
  reviewLevel2Minutes: minutes,
  reviewLevel3Minutes: minutes,
  reviewFinalMinutes: minutes,
  /** Calendar minutes a postponed request rests. */
  postponeMinutes: minutes,
  /** After an order: the supplier is reminded, the acknowledgment is late, a person is asked. */
  reminderMinutes: minutes,
  acknowledgeMinutes: minutes,
  alternateMinutes: minutes,
  /** More time a person gives the supplier. */
  waitMinutes: minutes,
  /** A transfer nobody has approved by then is withdrawn. */
  transferAnswerMinutes: minutes,
  /** Calendar days after its due date a transfer that has not ended is late. */
  transferLateDays: count,
});
export type ReplenishmentSettings = z.infer<typeof ReplenishmentSettings>;
export type ReplenishmentLimits = {
  readonly [Name in keyof ReplenishmentSettings]: Leveled<ReplenishmentSettings[Name]>;
};

/** Starting values of rule 5.4. Purchasing is the category manager. */
export const replenishmentDefaults: ReplenishmentSettings = {
  zThousandths: { A: 2_054, B: 1_645, C: 1_282 },
  coverDays: { A: 21, B: 28, C: 42 },
  demandDays: 84,
  minimumObservations: 8,
  capSigmas: 3,
  reviewDays: 7,
  orderCost: 5_000,
  holdingPercent: 20,
  shelfPercent: 80,
  silenceMinutes: 1_440,
  regrowthPercent: 25,
  lookMinutes: 1_440,
  approvalTiers: [
    { upTo: 500_000, approvers: [] },
    { upTo: 5_000_000, approvers: ['buyer'] },
    { upTo: null, approvers: ['purchasing', 'finance'] },
  ],
  reviewMinutes: 240,
  reviewLevel2Minutes: 240,
  reviewLevel3Minutes: 480,
  reviewFinalMinutes: 1_440,
  postponeMinutes: 1_440,
  reminderMinutes: 720,
  acknowledgeMinutes: 1_440,
  alternateMinutes: 2_880,
  waitMinutes: 1_440,
  transferAnswerMinutes: 2_880,
  transferLateDays: 5,
};

/** Every limit of replenishment at a site, each with its level. */
export function replenishmentLimits(document: TenantDocument, site: string): ReplenishmentLimits {
  return leveledLimits(replenishmentDefaults, document.replenishment ?? {}, site);
}
