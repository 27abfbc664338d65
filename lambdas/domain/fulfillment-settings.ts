import { type Leveled, leveledLimits } from './leveled.ts';
import type { FulfillmentSettings, TenantDocument } from './tenant.ts';

export type FulfillmentLimits = {
  readonly [Name in keyof FulfillmentSettings]: Leveled<FulfillmentSettings[Name]>;
};

/** Starting values of rule 5.9. */
export const fulfillmentDefaults: FulfillmentSettings = {
  packMinutes: 45,
  decisionMinutes: 30,
  siteCostShare: { numerator: 15, denominator: 100 },
  substitutePriceShare: { numerator: 10, denominator: 100 },
  splitValue: 3_000,
  weightShare: { numerator: 5, denominator: 100 },
  weightGrams: 100,
  labelCheckScans: 2,
  patternScans: 3,
  errandMinutes: 240,
  retryMinutes: 60,
};

/** Every limit of rule 5.9 at a site, each with its level. */
export function fulfillmentLimits(document: TenantDocument, site: string): FulfillmentLimits {
  return leveledLimits(fulfillmentDefaults, document.fulfillmentException ?? {}, site);
}
