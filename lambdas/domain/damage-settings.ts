import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const count = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());
const ratio = z.object({ numerator: count, denominator: positive });

/**
 * Rule 5.7. Minutes are calendar minutes, those of reviews business minutes of the site. A field a document leaves out has
 * the starting value below. The windows are US defaults, not advice: `windowSource` says where they are written.
 */
export const DamageSettings = z.object({
  /** From the report until the goods can no longer be sold. */
  quarantineMinutes: positive,
  /** Damage worth more than this needs a photo; minor units of the tenant's currency. */
  photoValue: count,
  /** Damage nobody noted on delivery must be told to the carrier within so many business days. */
  carrierNoticeDays: positive,
  carrierClaimMonths: positive,
  supplierClaimDays: positive,
  /** Days of single suppliers' contracts, by supplier. */
  supplierContractDays: z.record(identifier, positive),
  windowSource: z.string().check(z.minLength(1)),
  /** The part of a window after which a claim is drafted for a person. */
  claimDraftShare: ratio,
  reviewMinutes: positive,
  reviewLevel2Minutes: positive,
  reviewFinalMinutes: positive,
});
export type DamageSettings = z.infer<typeof DamageSettings>;

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
