import * as z from 'zod/mini';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const count = z.int().check(z.nonnegative());
const minutes = z.int().check(z.positive());
const percent = z.int().check(z.minimum(0), z.maximum(100));

/**
 * Rule 5.6. Minutes are business minutes of the site, days calendar days unless the name says business days, amounts minor
 * units of the tenant's currency. A field a document leaves out has the starting value below.
 */
export const ReturnSettings = z.object({
  windowDays: count,
  transitDays: count,
  expiryDays: z.int().check(z.positive()),
  /** A return worth at most this much, or whose freight and handling eat this share of what is recovered, need not come. */
  noReturnValue: count,
  noReturnPercent: percent,
  /** Only below this score. */
  noReturnRisk: count,
  reviewRisk: count,
  holdRisk: count,
  serialPoints: count,
  weightPoints: count,
  weightPercent: percent,
  ratePoints: count,
  ratePercent: percent,
  rateDays: z.int().check(z.positive()),
  rateOrders: count,
  frequentPoints: count,
  frequentReturns: count,
  frequentValue: count,
  frequentDays: count,
  addressPoints: count,
  /** Service tiers from the best to this one get their money when the carrier scans a parcel worth at most `scanValue`. */
  scanTier: z.int().check(z.minimum(1), z.maximum(4)),
  scanValue: count,
  refundBusinessDays: count,
  refurbishPercent: percent,
  outletPercent: percent,
  liquidatePercent: percent,
  inspectionMinutes: minutes,
  inspectionFinalMinutes: minutes,
  reviewMinutes: minutes,
  reviewLevel2Minutes: minutes,
  reviewLevel3Minutes: minutes,
  reviewFinalMinutes: minutes,
  managerMinutes: minutes,
  managerFinalMinutes: minutes,
  photoMinutes: minutes,
});
export type ReturnSettings = z.infer<typeof ReturnSettings>;

/** Every limit of a return at a site with the level it came from, so that a decision record can say so (rule 4.3). */
export type ReturnLimits = { readonly [Name in keyof ReturnSettings]: Leveled<ReturnSettings[Name]> };

/** Starting values of rule 5.6. */
export const returnDefaults: ReturnSettings = {
  windowDays: 30,
  transitDays: 5,
  expiryDays: 21,
  noReturnValue: 1_000,
  noReturnPercent: 60,
  noReturnRisk: 30,
  reviewRisk: 50,
  holdRisk: 80,
  serialPoints: 40,
  weightPoints: 30,
  weightPercent: 10,
  ratePoints: 20,
  ratePercent: 40,
  rateDays: 365,
  rateOrders: 5,
  frequentPoints: 15,
  frequentReturns: 3,
  frequentValue: 20_000,
  frequentDays: 90,
  addressPoints: 10,
  scanTier: 1,
  scanValue: 10_000,
  refundBusinessDays: 2,
  refurbishPercent: 70,
  outletPercent: 55,
  liquidatePercent: 20,
  inspectionMinutes: 1_440,
  inspectionFinalMinutes: 2_880,
  reviewMinutes: 2_880,
  reviewLevel2Minutes: 2_880,
  reviewLevel3Minutes: 4_320,
  reviewFinalMinutes: 5_760,
  managerMinutes: 2_880,
  managerFinalMinutes: 5_760,
  photoMinutes: 2_880,
};

export function returnLimits(document: TenantDocument, site: string): ReturnLimits {
  return leveledLimits(returnDefaults, document.customerReturn ?? {}, site);
}
