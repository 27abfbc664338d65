import { type Leveled, leveledLimits } from './leveled.ts';
import type { ReleaseSettings, TenantDocument } from './tenant.ts';

export type ReleaseLimits = {
  readonly [Name in keyof ReleaseSettings]: Leveled<ReleaseSettings[Name]>;
};

/** Starting values of rule 5.8. */
export const releaseDefaults: ReleaseSettings = {
  policy: 'PRIORITY',
  reservationMinutes: 240,
  tentativeHoldMinutes: 2_880,
  reserveShare: { numerator: 10, denominator: 100 },
  reserveTier: 1,
  reserveCoverDays: 3,
  demandWindowDays: 28,
  contestedOrders: 5,
  reviewMinutes: 120,
  reviewLevel2Minutes: 120,
  reviewLevel3Minutes: 240,
  reviewFinalMinutes: 360,
};

/** Every limit of rule 5.8 at a site, each with its level. */
export function releaseLimits(document: TenantDocument, site: string): ReleaseLimits {
  return leveledLimits(releaseDefaults, document.backorderRelease ?? {}, site);
}
