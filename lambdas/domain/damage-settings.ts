import { type Leveled, leveledLimits } from './leveled.ts';
import type { DamageSettings, TenantDocument } from './tenant.ts';

export type DamageLimits = {
  readonly [Name in keyof DamageSettings]: Leveled<DamageSettings[Name]>;
};

/** Starting values of rule 5.7. */
export const damageDefaults: DamageSettings = {
  quarantineMinutes: 5,
  photoValue: 5_000,
  carrierNoticeDays: 5,
  carrierClaimMonths: 9,
  supplierClaimDays: 30,
  supplierContractDays: {},
  windowSource:
    '49 U.S.C. 14706(e): a carrier may not allow less than nine months for a claim; concealed damage by the carriers’ tariff, five business days',
  claimDraftShare: { numerator: 80, denominator: 100 },
  reviewMinutes: 480,
  reviewLevel2Minutes: 1_440,
  reviewFinalMinutes: 4_320,
};

/** Every limit at a site, each with its level: the site's own value, the tenant's, the starting value. */
export function damageLimits(document: TenantDocument, site: string): DamageLimits {
  return leveledLimits(damageDefaults, document.damagedGoods ?? {}, site);
}
