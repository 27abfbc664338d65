import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdAround } from '../../../lambdas/patterns/rules/windows.ts';

const NOON = Date.parse('2026-03-02T12:00:00.000Z');
const minute = (n: number) => new Date(NOON + n * 60_000).toISOString();
const at = (...minutes: number[]) => minutes.map((n) => ({ id: `e${n}`, at: minute(n) }));
const limits = { minutes: 60, least: 3 };

describe('a crowd', () => {
  it.each([
    ['inside the window', [0, 30, 59], true],
    ['at its limit', [0, 30, 60], true],
    ['beyond it', [0, 30, 61], false],
    ['one too few', [0, 60], false],
  ])('%s', (_name, minutes, found) => {
    const crowd = crowdAround(at(...minutes), `e${minutes.at(-1)}`, limits);
    expect(crowd !== undefined).toBe(found);
  });

  it('is completed by one that comes late', () => {
    expect(crowdAround(at(0, 30, 60), 'e0', limits)).toEqual({
      from: minute(0),
      to: minute(60),
      evidence: ['e0', 'e30', 'e60'],
    });
    expect(crowdAround(at(0, 30, 60), 'e30', limits)).toBeDefined();
  });

  it('is about its own occurrence: what was a crowd without it is not found again', () => {
    expect(crowdAround(at(0, 1, 2, 63), 'e63', limits)).toBeUndefined();
    expect(crowdAround(at(0, 1, 2), 'unknown', limits)).toBeUndefined();
  });

  it('names the events that told of it', () => {
    const occurrences = at(0, 1, 2).map((one) => ({ ...one, eventId: `told-${one.id}` }));
    expect(crowdAround(occurrences, 'e1', limits)?.evidence).toEqual(['told-e0', 'told-e1', 'told-e2']);
  });

  it('is there exactly when some window of the minutes holds enough, whatever came when', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1 }), (minutes) => {
        const sorted = minutes.toSorted((one, other) => one - other);
        const last = sorted.at(-1) ?? 0;
        const expected = sorted.filter((n) => last - n <= limits.minutes).length >= limits.least;
        expect(crowdAround(at(...sorted), `e${last}`, limits) !== undefined).toBe(expected);
      }),
    );
  });
});
