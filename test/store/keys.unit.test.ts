import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import {
  components,
  instant,
  key,
  keyPrefix,
  ordinal,
  shardKey,
  shardKeys,
} from '../../lambdas/store/keys.ts';

/** Components made of the characters keys are built with, so that collisions would show. */
const hostile = fc.string({
  unit: fc.constantFrom('#', '%', '2', '3', '5', 'T', 'a'),
  minLength: 1,
  maxLength: 6,
});
const component = fc.oneof(hostile, fc.string({ unit: 'grapheme', minLength: 1 }));
const path = fc.array(component, { minLength: 1, maxLength: 5 });

describe('keys', () => {
  it('give back what they were built from, so no two lists of components share a key', () => {
    fc.assert(
      fc.property(path, (parts) => {
        expect(components(key(...parts))).toEqual(parts);
      }),
      { numRuns: 2000 },
    );
  });

  it('of one tenant never begin with the prefix of another', () => {
    fc.assert(
      fc.property(component, component, path, (tenant, other, rest) => {
        fc.pre(tenant !== other);
        expect(key('T', tenant, ...rest).startsWith(keyPrefix(['T', other], ''))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('begin with a prefix exactly when their last component does', () => {
    fc.assert(
      fc.property(component, hostile, hostile, (kind, value, prefix) => {
        expect(key(kind, value).startsWith(keyPrefix([kind], prefix))).toBe(value.startsWith(prefix));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuse an empty component and half a character', () => {
    expect(() => key('T', '')).toThrow(ContractViolation);
    expect(() => key('T', '\ud800')).toThrow(ContractViolation);
  });
});

describe('sort keys', () => {
  it('of numbers order as the numbers do', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (left, right) => {
        expect(ordinal(left) < ordinal(right)).toBe(left < right);
      }),
    );
    for (const wrong of [-1, 1.5, Number.NaN]) expect(() => ordinal(wrong)).toThrow(ContractViolation);
  });

  it('of times order as the times do, with and without milliseconds', () => {
    expect(instant('2026-03-02T08:00:00Z') < instant('2026-03-02T08:00:00.001Z')).toBe(true);
    expect(() => instant('soon')).toThrow(ContractViolation);
  });
});

describe('shards', () => {
  it('spread ids over all partitions and always find the same one again', () => {
    const used = new Set(Array.from({ length: 500 }, (_, n) => shardKey('DUE', 'acme', `p:${n}`)));
    expect([...used].sort()).toEqual(shardKeys('DUE'));
    expect(shardKeys('DUE')).toHaveLength(16);
    expect(shardKey('DUE', 'acme', 'p:1')).toBe(shardKey('DUE', 'acme', 'p:1'));
  });
});
