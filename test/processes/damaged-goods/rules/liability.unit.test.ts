import { describe, expect, it } from 'vitest';
import { type DamageLimits, damageDefaults } from '../../../../lambdas/domain/damage-settings.ts';
import { adjustmentsOf, reasonOf } from '../../../../lambdas/processes/damaged-goods/rules/adjustment.ts';
import { missingEvidence } from '../../../../lambdas/processes/damaged-goods/rules/evidence.ts';
import { liabilityOf, windowsOf } from '../../../../lambdas/processes/damaged-goods/rules/liability.ts';
import { reported } from '../floor.ts';

const limits = Object.fromEntries(
  Object.entries(damageDefaults).map(([name, value]) => [name, { value, level: 'default' }]),
) as unknown as DamageLimits;
const calendar = {
  zone: 'America/New_York',
  shifts: [{ weekdays: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }],
  holidays: ['2026-03-06'],
};

describe('who answers for a damage (rule 5.7)', () => {
  it.each([
    ['DOCK', 'CRUSHED', true, 'CARRIER', 'NOTED_ON_DELIVERY'],
    ['DOCK', 'INTACT', true, 'CARRIER', 'NOTED_ON_DELIVERY'],
    ['DOCK', 'INTACT', false, 'SUPPLIER', 'PRODUCT'],
    ['DOCK', 'OPENED', false, 'CARRIER', 'CONCEALED'],
    ['DOCK', 'CRUSHED', false, 'CARRIER', 'CONCEALED'],
    ['DOCK', 'WET', false, 'CARRIER', 'CONCEALED'],
    ['DOCK', 'UNKNOWN', false, 'SITE', 'UNKNOWN_PACK'],
    ['STORAGE', 'CRUSHED', false, 'SITE', 'AFTER_PUTAWAY'],
    ['STORAGE', 'CRUSHED', true, 'SITE', 'AFTER_PUTAWAY'],
    ['STORAGE', 'INTACT', false, 'SUPPLIER', 'PRODUCT'],
    ['PICKING', 'WET', false, 'SITE', 'AFTER_PUTAWAY'],
    ['PICKING', 'INTACT', false, 'SUPPLIER', 'PRODUCT'],
    ['PACKING', 'UNKNOWN', false, 'SITE', 'AFTER_PUTAWAY'],
    ['CUSTOMER', 'CRUSHED', false, 'CARRIER', 'CUSTOMER'],
    ['CUSTOMER', 'WET', false, 'CARRIER', 'CUSTOMER'],
    ['CUSTOMER', 'INTACT', false, 'SITE', 'CUSTOMER'],
    ['CUSTOMER', 'OPENED', false, 'SITE', 'CUSTOMER'],
    ['CUSTOMER', 'UNKNOWN', false, 'SITE', 'CUSTOMER'],
    ['RETURN', 'CRUSHED', false, 'CARRIER', 'CUSTOMER'],
    ['RETURN', 'OPENED', false, 'SITE', 'CUSTOMER'],
  ] as const)('%s, pack %s, noted %s: %s by %s', (place, packState, notedOnDelivery, party, row) => {
    expect(liabilityOf({ place, packState, notedOnDelivery })).toEqual({ party, row });
  });
});

describe('the windows of a damage', () => {
  const found = { foundAt: '2026-03-02T15:00:00.000Z', supplierId: 'SUP-1' };

  it('give a carrier nine months', () => {
    expect(windowsOf({ party: 'CARRIER', row: 'NOTED_ON_DELIVERY' }, found, calendar, limits)).toEqual({
      claimUntil: '2026-12-02T15:00:00.000Z',
      draftAt: '2026-10-08T15:00:00.000Z',
    });
  });

  it('give five business days to tell a carrier of concealed damage, over a weekend and a holiday', () => {
    expect(windowsOf({ party: 'CARRIER', row: 'CONCEALED' }, found, calendar, limits)).toMatchObject({
      noticeUntil: '2026-03-10T14:00:00.000Z',
    });
  });

  it('end on the last day of a month that has no such day', () => {
    const late = { ...found, foundAt: '2026-05-31T15:00:00.000Z' };
    expect(windowsOf({ party: 'CARRIER', row: 'CUSTOMER' }, late, calendar, limits)).toMatchObject({
      claimUntil: '2027-02-28T15:00:00.000Z',
    });
  });

  it('give a supplier thirty days, or what its contract says', () => {
    const supplier = { party: 'SUPPLIER', row: 'PRODUCT' } as const;
    expect(windowsOf(supplier, found, calendar, limits)).toEqual({
      claimUntil: '2026-04-01T15:00:00.000Z',
      draftAt: '2026-03-26T15:00:00.000Z',
    });
    const contract = {
      ...limits,
      supplierContractDays: { value: { 'SUP-1': 10 }, level: 'tenant' as const },
    };
    expect(windowsOf(supplier, found, calendar, contract)).toMatchObject({
      claimUntil: '2026-03-12T15:00:00.000Z',
    });
    expect(windowsOf(supplier, { ...found, supplierId: 'SUP-2' }, calendar, contract)).toMatchObject({
      claimUntil: '2026-04-01T15:00:00.000Z',
    });
  });

  it('are none where the site itself answers', () => {
    expect(windowsOf({ party: 'SITE', row: 'AFTER_PUTAWAY' }, found, calendar, limits)).toEqual({});
  });
});

describe('the evidence a damage needs', () => {
  const usd = (minor: number) => ({ minor, per: 1, currency: 'USD' });
  const limit = { minor: 5_000, currency: 'USD' };
  const bare = { ...reported(), quantity: 1, evidence: [] };

  it.each([
    [4_999, []],
    [5_000, []],
    [5_001, ['photo']],
  ])('worth %i of 5000: missing %j', (minor, missing) => {
    expect(missingEvidence(bare, usd(minor), limit)).toEqual(missing);
  });

  it('weighs a part of a cent exactly', () => {
    const cost = { minor: 10_001, per: 2, currency: 'USD' };
    expect(missingEvidence(bare, cost, limit)).toEqual(['photo']);
  });

  it('needs a photo where the cost is in a currency the limit is not in', () => {
    expect(missingEvidence(bare, { ...usd(1), currency: 'EUR' }, limit)).toEqual(['photo']);
  });

  it('always needs a finder and the state of the pack', () => {
    const { foundBy: _, ...nobody } = reported();
    expect(missingEvidence({ ...nobody, packState: 'UNKNOWN' }, usd(1), limit)).toEqual([
      'finder',
      'packState',
    ]);
  });
});

describe('the reason of a 947', () => {
  it.each([
    ['STORAGE', undefined, undefined, 'AU'],
    ['PICKING', 'DONATE', 'DAMAGE', 'AU'],
    ['DOCK', undefined, undefined, 'AV'],
    ['RETURN', 'RTV', undefined, 'AV'],
    ['CUSTOMER', undefined, undefined, 'AV'],
    ['DOCK', 'DISPOSE', undefined, '07'],
    ['STORAGE', 'DISPOSE', 'OBSOLETE', 'AX'],
    ['STORAGE', 'DISPOSE', 'RECALL', 'AW'],
  ] as const)('%s, %s because of %s: %s', (place, option, cause, reason) => {
    expect(reasonOf({ place }, option && { option, cause })).toBe(reason);
  });

  it('is on every line, with the lot where there is one', () => {
    const move = { effectKey: 'k', sku: 'OATS', quantity: 2, from: 'damaged', to: null } as const;
    expect(adjustmentsOf([move, { ...move, lot: 'L1' }], '07')).toEqual([
      { reason: '07', ...move },
      { reason: '07', ...move, lot: 'L1' },
    ]);
  });
});
