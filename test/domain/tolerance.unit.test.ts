import { describe, expect, it } from 'vitest';
import type { ReceivingTolerance, ToleranceRule } from '../../lambdas/domain/tenant.ts';
import { resolveLimits, type ToleranceQuery } from '../../lambdas/domain/tolerance.ts';
import { tolerances } from '../processes/receiving/rules/fixtures.ts';

const percent = (numerator: number): ReceivingTolerance => ({ overPercent: { numerator, denominator: 100 } });
const rules: ToleranceRule[] = [
  { level: 'abc', abcClass: 'A', limits: percent(1) },
  { level: 'supplier', supplierId: 'S1', limits: percent(2) },
  { level: 'item', sku: 'X', limits: percent(3) },
  { level: 'item-site', sku: 'X', site: 'W1', limits: percent(4) },
];
const query: ToleranceQuery = {
  site: 'W1',
  sku: 'X',
  supplierId: 'S1',
  abcClass: 'A',
  orderLine: undefined,
  rules,
  defaults: tolerances,
};
const levelOf = (change: Partial<ToleranceQuery>) => {
  const { value, level } = resolveLimits({ ...query, ...change }).overPercent;
  return [level, value.numerator];
};

describe('resolveLimits', () => {
  it('takes the first level that sets a limit', () => {
    expect(levelOf({ orderLine: percent(9) })).toEqual(['po-line', 9]);
    expect(levelOf({})).toEqual(['item-site', 4]);
    expect(levelOf({ site: 'W2' })).toEqual(['item', 3]);
    expect(levelOf({ sku: 'Y' })).toEqual(['supplier', 2]);
    expect(levelOf({ sku: 'Y', supplierId: 'S2' })).toEqual(['abc', 1]);
    expect(levelOf({ sku: 'Y', supplierId: 'S2', abcClass: undefined })).toEqual(['default', 5]);
  });

  it('looks up every limit on its own', () => {
    const limits = resolveLimits({
      ...query,
      orderLine: { earlyDays: 9 },
      rules: [{ level: 'supplier', supplierId: 'S1', limits: { lateDays: 1 } }],
    });
    expect(limits.earlyDays).toEqual({ value: 9, level: 'po-line' });
    expect(limits.lateDays).toEqual({ value: 1, level: 'supplier' });
    expect(limits.shortValue).toEqual({ value: tolerances.shortValue, level: 'default' });
    expect(Object.keys(limits).sort()).toEqual(Object.keys(tolerances).sort());
  });

  it('keeps a limit of zero', () => {
    expect(levelOf({ orderLine: percent(0) })).toEqual(['po-line', 0]);
  });

  it('takes the first matching rule of a level, and only where all it names matches', () => {
    const two: ToleranceRule[] = [
      { level: 'item', sku: 'X', supplierId: 'S9', limits: percent(7) },
      { level: 'item', sku: 'X', limits: percent(8) },
      { level: 'item', sku: 'X', limits: percent(9) },
    ];
    expect(levelOf({ rules: two })).toEqual(['item', 8]);
  });

  it('refuses a rule that does not say what it is for', () => {
    expect(() => resolveLimits({ ...query, rules: [{ level: 'item-site', sku: 'X', limits: {} }] })).toThrow(
      'level item-site lacks site',
    );
  });
});
