import { describe, expect, it } from 'vitest';
import { approvalTier } from '../../lambdas/domain/approval.ts';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';

const tiers: TenantDocument['approvalTiers'] = [
  { upTo: 10_000, approvers: [] },
  { upTo: 100_000, approvers: ['supervisor'] },
  { upTo: 1_000_000, approvers: ['inventory-manager'] },
  { upTo: null, approvers: ['inventory-manager', 'finance'] },
];

describe('approvalTier', () => {
  it.each([
    [0, 0],
    [9_999, 0],
    [10_000, 0],
    [10_001, 1],
    [-10_000, 0],
    [-10_001, 1],
    [100_000, 1],
    [100_001, 2],
    [1_000_000, 2],
    [1_000_001, 3],
  ])('%i is in tier %i', (minor, tier) => {
    expect(approvalTier(tiers, { minor, currency: 'USD' }, 'USD')).toEqual({ tier, ...tiers[tier] });
  });

  it('weighs another currency as the strictest tier', () => {
    expect(approvalTier(tiers, { minor: 1, currency: 'EUR' }, 'USD').approvers).toEqual([
      'inventory-manager',
      'finance',
    ]);
  });

  it('refuses tiers that end below the value', () => {
    expect(() => approvalTier(tiers.slice(0, 2), { minor: 100_001, currency: 'USD' }, 'USD')).toThrow(
      'upTo is null',
    );
    expect(() => approvalTier([], { minor: 0, currency: 'USD' }, 'USD')).toThrow('upTo is null');
  });
});
