import { ContractViolation } from '../shared/errors.ts';
import type { Money } from './money.ts';
import type { Role, TenantDocument } from './tenant.ts';

type ApprovalTiers = TenantDocument['approvalTiers'];

interface ApprovalTier {
  /** Place in the tenant's list, the lowest value first. */
  readonly tier: number;
  /** Largest absolute value of the tier in minor units; `null` for the last. */
  readonly upTo: number | null;
  /** Who must approve, in this order, each another person; nobody when the value is approved automatically. */
  readonly approvers: readonly Role[];
}

/**
 * Rule 4.4: the first tier whose limit holds the absolute value; the limit itself is inside. Tiers are stated in the
 * tenant's currency: an amount in another one cannot be weighed and takes the last, strictest tier. Raises
 * ContractViolation when no tier holds the value, which a list ending without limit excludes.
 */
export function approvalTier(tiers: ApprovalTiers, value: Money, tenantCurrency: string): ApprovalTier {
  const last = tiers.length - 1;
  const found =
    value.currency === tenantCurrency
      ? tiers.findIndex(({ upTo }) => upTo === null || Math.abs(value.minor) <= upTo)
      : last;
  const tier = tiers[found];
  if (!tier)
    throw new ContractViolation(
      `approvalTiers: none holds ${value.minor} ${value.currency}; end the list with a tier whose upTo is null`,
    );
  return { tier: found, upTo: tier.upTo, approvers: tier.approvers };
}
