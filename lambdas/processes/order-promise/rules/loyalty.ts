import { exactNumber, type Money } from '../../../domain/money.ts';
import type { PromiseLimits } from '../../../domain/promise-settings.ts';
import type { LoyaltyRow } from '../../../domain/tenant.ts';
import type { LoyaltyAmount } from '../contract.ts';

export interface LoyaltyVerdict {
  readonly row?: LoyaltyRow;
  readonly amount?: LoyaltyAmount;
  /** A person must approve it: above the cap, or in a currency the cap does not know. */
  readonly needsPerson: boolean;
}

/**
 * What a customer gets for a delay (rule 5.10): of the rows for the tier the one with the most days that were reached. The
 * share of the delayed lines' value is rounded half up to the minor unit; the cap is compared with the exact share, and a
 * share at the cap is inside.
 */
export function loyaltyVerdict(
  { days, tier, value }: { readonly days: number; readonly tier: number; readonly value: Money },
  limits: Pick<PromiseLimits, 'loyalty' | 'loyaltyCap'>,
  currency: string,
): LoyaltyVerdict {
  const row = limits.loyalty.value
    .filter((candidate) => candidate.tier === tier && candidate.fromDays <= days)
    .sort((a, b) => b.fromDays - a.fromDays)[0];
  if (!row) return { needsPerson: false };
  if (row.gives.kind === 'points')
    return { row, amount: { kind: 'points', points: row.gives.points }, needsPerson: false };
  const { numerator, denominator } = row.gives.share;
  const exact = BigInt(value.minor) * BigInt(numerator);
  const minor = exactNumber((exact * 2n + BigInt(denominator)) / (2n * BigInt(denominator)));
  // A share of next to nothing is nothing to give.
  if (minor === undefined || minor <= 0) return { row, needsPerson: false };
  const isAbove = exact > BigInt(limits.loyaltyCap.value) * BigInt(denominator);
  return {
    row,
    amount: { kind: 'credit', value: { minor, currency: value.currency } },
    needsPerson: isAbove || value.currency !== currency,
  };
}
