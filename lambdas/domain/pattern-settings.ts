import * as z from 'zod/mini';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const count = z.int().check(z.positive());
const share = z.object({ numerator: count, denominator: count });
/** What is counted is remembered for 150 days, so that no window may look back longer. */
const days = (most: number) => z.int().check(z.minimum(1), z.maximum(most));
const minutes = z.int().check(z.minimum(1), z.maximum(24 * 60));

/**
 * Rule 4.10. All times are calendar times, windows include their limits, and a share or a number is reached at its limit. A
 * field a document leaves out has the starting value below. Putaways into other bins and scans of one label are in the
 * settings of their processes (`putaway.overrideLimit`, `fulfillmentException.patternScans`).
 */
export const PatternSettings = z.object({
  /** Share of a supplier's lines with a discrepancy, over `supplierDays`, of at least so many lines. */
  supplierShare: share,
  supplierLines: count,
  supplierDays: days(50),
  /** It must also be so many times the share of the days before. */
  supplierTimes: count,
  supplierPastDays: days(100),
  /** Deliveries with the same discrepancy of a supplier's item, within so many days. */
  repeatDeliveries: count,
  repeatDays: days(75),
  /** Failed picks in a zone within the window. */
  pickFailures: count,
  pickMinutes: minutes,
  /** Or more of them in an hour than the mean of the days before and so many standard deviations, and at least so many. */
  pickSigmas: count,
  pickPastDays: days(60),
  pickRateLeast: count,
  /** Failed scans of a device within the window. */
  scanFailures: count,
  scanMinutes: minutes,
  /** Share of wrong first counts among a person's last ones that were checked. */
  firstCountShare: share,
  firstCounts: count,
  /** Share of failed calls of a system within the window, of at least so many calls. */
  callShare: share,
  calls: count,
  callMinutes: minutes,
  /** Minutes from the dock to the bin that so many percent of the loads may take, in each of so many hours in a row. */
  dockMinutes: count,
  dockPercent: z.int().check(z.minimum(1), z.maximum(99)),
  dockHours: z.int().check(z.minimum(1), z.maximum(24)),
});
export type PatternSettings = z.infer<typeof PatternSettings>;
export type PatternLimits = {
  readonly [Name in keyof PatternSettings]: Leveled<PatternSettings[Name]>;
};

/** Starting values of rule 4.10; the target from dock to stock is the one of its KPI. */
export const patternDefaults: PatternSettings = {
  supplierShare: { numerator: 5, denominator: 100 },
  supplierLines: 20,
  supplierDays: 30,
  supplierTimes: 2,
  supplierPastDays: 90,
  repeatDeliveries: 3,
  repeatDays: 7,
  pickFailures: 3,
  pickMinutes: 60,
  pickSigmas: 3,
  pickPastDays: 28,
  pickRateLeast: 2,
  scanFailures: 10,
  scanMinutes: 30,
  firstCountShare: { numerator: 10, denominator: 100 },
  firstCounts: 20,
  callShare: { numerator: 5, denominator: 100 },
  calls: 40,
  callMinutes: 15,
  dockMinutes: 480,
  dockPercent: 90,
  dockHours: 2,
};

/** Every limit of rule 4.10 at a site, each with its level. */
export function patternLimits(document: Pick<TenantDocument, 'patterns'>, site: string): PatternLimits {
  return leveledLimits(patternDefaults, document.patterns ?? {}, site);
}
