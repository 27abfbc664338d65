import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const minutes = z.int().check(z.positive());
const count = z.int().check(z.nonnegative());
const share = z.object({ numerator: count, denominator: z.int().check(z.positive()) });

/** Rule 5.11. Minutes are calendar minutes. A field a document leaves out has the starting value below. */
export const ReconciliationSettings = z.object({
  /** From this time of day on, on the site's clock, its positions are compared once a date. */
  nightlyAt: z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 02:00')),
  /** A difference is no drift when it is within this many units of the item's base unit, or within the share: either is enough. */
  unitsLimit: z.object({ A: count, B: count, C: count }),
  shareLimit: z.object({ A: share, B: share, C: share }),
  /** A publication is looked at again after this long. */
  recheckMinutes: minutes,
  /** So often in this time is a channel told again by itself, for one SKU of a site. */
  healings: count,
  healingWindowMinutes: minutes,
  /** Processes that explain why systems differ while they are open, and those that explain what a channel shows. */
  stockProcesses: z.array(identifier),
  channelProcesses: z.array(identifier),
  /** An open process in which nothing happened for longer explains nothing. */
  inFlightMinutes: minutes,
  /** Effects and documents of this many days are compared one by one. */
  lookbackDays: z.int().check(z.positive()),
  /** What waits for a system is tried again after this long, unless the system is back before. */
  retryMinutes: minutes,
  /** A run that has not ended by then ends with what it has. */
  finalMinutes: minutes,
});
export type ReconciliationSettings = z.infer<typeof ReconciliationSettings>;
export type ReconciliationLimits = {
  readonly [Name in keyof ReconciliationSettings]: Leveled<ReconciliationSettings[Name]>;
};

const none = { numerator: 0, denominator: 1 };
const halfPercent = { numerator: 5, denominator: 1_000 };

/** Starting values of rule 5.11. */
export const reconciliationDefaults: ReconciliationSettings = {
  nightlyAt: '02:00',
  unitsLimit: { A: 0, B: 1, C: 1 },
  shareLimit: { A: none, B: halfPercent, C: halfPercent },
  recheckMinutes: 10,
  healings: 2,
  healingWindowMinutes: 1_440,
  stockProcesses: [
    'receiving',
    'putaway',
    'cycle-count',
    'transfer',
    'customer-return',
    'damaged-goods',
    'fulfillment-exception',
  ],
  channelProcesses: ['cycle-count'],
  inFlightMinutes: 1_440,
  lookbackDays: 30,
  retryMinutes: 120,
  finalMinutes: 1_200,
};

/** Every limit of rule 5.11 at a site, each with its level. */
export function reconciliationLimits(document: TenantDocument, site: string): ReconciliationLimits {
  return leveledLimits(reconciliationDefaults, document.positionReconciliation ?? {}, site);
}
