import { describe, expect, it } from 'vitest';
import type { CustomerAction } from '../../../../events/returns.ts';
import {
  actionFor,
  actions,
  bestOf,
  eligibilityOf,
  needNotCome,
} from '../../../../lambdas/processes/customer-return/rules/eligibility.ts';
import { limitsOf, orderOf, requestOf, saleOf, termsOf } from './fixtures.ts';

const limits = limitsOf();
const known = { order: orderOf(), sale: saleOf(), terms: termsOf() };

describe('thirty days from delivery and five of transit', () => {
  // Delivered 2026-02-20: the last day is 2026-03-27 where the goods were delivered, New York.
  it.each([
    ['inside', '2026-03-26T12:00:00Z', true],
    ['at the last moment', '2026-03-28T03:59:59Z', true],
    ['past it', '2026-03-28T04:00:00Z', false],
  ])('%s', (_where, requestedAt, eligible) => {
    const result = eligibilityOf(requestOf({ requestedAt }), known, limits);
    expect(result).toEqual(eligible ? { eligible } : { eligible, code: 'RT', cause: 'TIME_LIMIT' });
  });

  it('both are the tenant’s', () => {
    const request = requestOf({ requestedAt: '2026-02-23T12:00:00Z' });
    expect(eligibilityOf(request, known, limitsOf({ windowDays: 2, transitDays: 1 })).eligible).toBe(true);
    expect(eligibilityOf(request, known, limitsOf({ windowDays: 2, transitDays: 0 })).eligible).toBe(false);
  });
});

describe('what does not come back', () => {
  it.each([
    ['no sale of the line', { ...known, sale: undefined }, {}, 'NR', 'NO_SALE'],
    ['another item than was sold', { ...known, sale: saleOf({ sku: 'OTHER' }) }, {}, 'NR', 'NO_SALE'],
    ['another customer’s order', known, { customerId: 'C-2' }, 'NR', 'NO_SALE'],
    ['more units than were delivered', known, { quantity: 3 }, 'NR', 'NO_SALE'],
    ['final sale', { ...known, sale: saleOf({ finalSale: true }) }, {}, 'IO', 'FINAL_SALE'],
    [
      'opened hygiene goods',
      { ...known, terms: termsOf({ hygiene: true }) },
      { opened: true },
      'EW',
      'HYGIENE_OPENED',
    ],
    ['a hazard', { ...known, terms: termsOf({ hazard: true }) }, {}, 'IO', 'HAZARD'],
  ])('%s', (_what, given, change, code, cause) => {
    const { sale, ...rest } = given;
    expect(eligibilityOf(requestOf(change), { ...rest, ...(sale ? { sale } : {}) }, limits)).toEqual({
      eligible: false,
      code,
      cause,
    });
  });

  it('hygiene goods that were not opened, and opened goods of other kinds, do', () => {
    const hygiene = { ...known, terms: termsOf({ hygiene: true }) };
    expect(eligibilityOf(requestOf(), hygiene, limits).eligible).toBe(true);
    expect(eligibilityOf(requestOf({ opened: true }), known, limits).eligible).toBe(true);
  });
});

describe('a return that need not come', () => {
  const dear = { value: 5_000, cost: 0, best: 4_000, risk: 0 };
  it.each([
    ['value inside the limit', { ...dear, value: 999 }, true],
    ['value at the limit', { ...dear, value: 1_000 }, true],
    ['value outside the limit', { ...dear, value: 1_001 }, false],
    ['cost below the share', { ...dear, cost: 2_399 }, false],
    ['cost at the share', { ...dear, cost: 2_400 }, true],
    ['cost above the share', { ...dear, cost: 2_401 }, true],
    ['risk below its limit', { ...dear, value: 1_000, risk: 29 }, true],
    ['risk at its limit', { ...dear, value: 1_000, risk: 30 }, false],
    ['risk above its limit', { ...dear, cost: 4_000, risk: 31 }, false],
    ['nothing to recover', { ...dear, best: 0 }, true],
  ])('%s', (_where, facts, expected) => {
    expect(needNotCome(facts, limits)).toBe(expected);
  });

  it('recovers nothing where every way costs', () => {
    expect(bestOf([{ disposition: 'DISPOSE', recovery: -300, touches: 1 }])).toBe(0);
  });
});

describe('what the customer gets', () => {
  it.each<[CustomerAction, boolean, CustomerAction, string]>([
    ['CREDIT', false, 'CREDIT', 'RA'],
    ['CREDIT_ONLY', false, 'CREDIT', 'RA'],
    ['SCRAP', false, 'CREDIT', 'RA'],
    ['REPLACE_AND_CREDIT', false, 'REPLACE_AND_CREDIT', 'RA'],
    ['REPLACE_AND_SCRAP', false, 'REPLACE_AND_CREDIT', 'RA'],
    ['RETURN_TO_CUSTOMER', false, 'CREDIT', 'RA'],
    ['CREDIT', true, 'CREDIT_ONLY', 'KA'],
    ['SCRAP', true, 'SCRAP', 'DI'],
    ['REPLACE_AND_CREDIT', true, 'REPLACE_AND_SCRAP', 'DI'],
    ['REPLACE_AND_SCRAP', true, 'REPLACE_AND_SCRAP', 'DI'],
  ])('wants %s, may keep the goods: %s, gets %s', (wants, staysAway, action, rdr01) => {
    expect(actionFor(wants, staysAway)).toBe(action);
    expect(actions[action]).toMatchObject({ rdr01, goodsComeBack: !staysAway });
  });

  it('never both a free replacement and the money', () => {
    expect(actions.REPLACE_AND_SCRAP.refunds).toBe(false);
    expect(actions.RETURN_TO_CUSTOMER).toMatchObject({ rdr01: 'RD', refunds: false, replaces: false });
  });
});
