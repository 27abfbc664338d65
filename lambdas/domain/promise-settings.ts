import { type Leveled, leveledLimits } from './leveled.ts';
import type { PromiseSettings, TenantDocument } from './tenant.ts';

export type PromiseLimits = {
  readonly [Name in keyof PromiseSettings]: Leveled<PromiseSettings[Name]>;
};

const percent = (numerator: number) => ({ kind: 'credit' as const, share: { numerator, denominator: 100 } });

/** Starting values of rule 5.10. */
export const promiseDefaults: PromiseSettings = {
  atpMethod: 'CUMULATIVE',
  pickLeadMinutes: 240,
  overdueSupplyDays: 3,
  fulfillmentReasons: ['PICK', 'SHIP'],
  laterDays: 1,
  earlierDays: 2,
  messageMinutes: 1_440,
  quietFrom: '21:00',
  quietUntil: '08:00',
  channels: ['email', 'sms', 'push'],
  bounceMinutes: 60,
  bounceTaskMinutes: 240,
  agentTaskMinutes: 240,
  offerDays: 3,
  offerOpenMinutes: 4_320,
  loyalty: [
    { fromDays: 3, tier: 1, gives: percent(5) },
    { fromDays: 3, tier: 2, gives: { kind: 'points', points: 250 } },
    { fromDays: 7, tier: 1, gives: percent(10) },
    { fromDays: 7, tier: 2, gives: percent(5) },
  ],
  loyaltyCap: 2_500,
  delayRule: {
    countries: ['US'],
    shipWithinDays: 30,
    silenceDays: 30,
    refundDays: { cash: 7, card: 7, account: 30 },
    source:
      '16 CFR 435.1-435.2: refunds within seven working days, within one billing cycle where the seller is the creditor',
  },
  recheckMinutes: 1_440,
  toldMinutes: 1_440,
  reviewMinutes: 240,
  reviewLevel2Minutes: 240,
  reviewLevel3Minutes: 480,
  reviewFinalMinutes: 1_440,
};

/** Every limit of rule 5.10 at a site, each with its level. */
export function promiseLimits(document: TenantDocument, site: string): PromiseLimits {
  return leveledLimits(promiseDefaults, document.orderPromise ?? {}, site);
}
