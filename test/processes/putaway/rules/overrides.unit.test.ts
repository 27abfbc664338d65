import { describe, expect, it } from 'vitest';
import { withOverride } from '../../../../lambdas/processes/putaway/rules/overrides.ts';
import { ago, limitsWith } from './fixtures.ts';

const override = (eventId: string, minutes: number) => ({ eventId, at: ago(minutes), used: false });

describe('overrides of a zone', () => {
  const limits = limitsWith();

  it.each<[string, number, string[] | undefined]>([
    ['59 minutes', 59, ['a', 'b', 'c']],
    ['exactly 60 minutes', 60, ['a', 'b', 'c']],
    ['a moment more', 60 + 1 / 60, undefined],
  ])('are a pattern when three are within %s', (_name, age, expected) => {
    const { pattern } = withOverride([override('a', age), override('b', 30)], override('c', 0), limits);
    expect(pattern?.map(({ eventId }) => eventId)).toEqual(expected);
  });

  it('are none with two, and as many as the tenant says', () => {
    expect(withOverride([override('a', 1)], override('b', 0), limits).pattern).toBeUndefined();
    expect(withOverride([], override('a', 0), limitsWith({ overrideLimit: 1 })).pattern).toHaveLength(1);
  });

  it('count once, whatever is heard twice', () => {
    const known = [override('a', 2), override('b', 1)];
    expect(withOverride(known, override('b', 1), limits)).toEqual({ overrides: known });
  });

  it('are a new pattern only with three new ones', () => {
    let known = [override('a', 50), override('b', 40)];
    const patterns: (string[] | undefined)[] = [];
    for (const [index, id] of ['c', 'd', 'e', 'f'].entries()) {
      const { overrides, pattern } = withOverride(known, override(id, 30 - index), limits);
      patterns.push(pattern?.map(({ eventId }) => eventId));
      known = [...overrides];
    }
    expect(patterns).toEqual([['a', 'b', 'c'], undefined, undefined, ['d', 'e', 'f']]);
  });

  it('come in the order they happened, whatever the order they are heard in', () => {
    const { pattern } = withOverride([override('b', 5), override('c', 1)], override('a', 9), limits);
    expect(pattern?.map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
  });
});
