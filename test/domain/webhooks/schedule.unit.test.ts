import { describe, expect, it } from 'vitest';
import { nextAttemptAt } from '../../../lambdas/domain/webhooks/schedule.ts';

const now = '2026-03-02T08:00:00.000Z';
const waitAfter = (tried: number, random = 0, asked = 0) => {
  const next = nextAttemptAt(tried, now, random, asked);
  return next && (Date.parse(next) - Date.parse(now)) / 1_000;
};

describe('the next attempt', () => {
  it('comes after 5 s, 5 min, 30 min, then 2, 5, 10, 14, 20 and 24 h; after the tenth there is none', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((tried) => waitAfter(tried))).toEqual([
      5,
      300,
      1_800,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600),
      undefined,
    ]);
  });

  it('comes up to a fifth later, and never earlier', () => {
    expect([waitAfter(2, 0), waitAfter(2, 0.5), waitAfter(2, 1)]).toEqual([300, 330, 360]);
  });

  it('leaves the receiver alone as long as it asked, a day at most', () => {
    expect([waitAfter(1, 0, 60_000), waitAfter(2, 0, 60_000)]).toEqual([60, 300]);
    expect(waitAfter(1, 0, 10 ** 12)).toBe(86_400);
  });
});
