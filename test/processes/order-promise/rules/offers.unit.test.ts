import { describe, expect, it } from 'vitest';
import { viewLines } from '../../../../lambdas/processes/order-promise/rules/dates.ts';
import { refundDueAt } from '../../../../lambdas/processes/order-promise/rules/delay-rule.ts';
import { offerFor } from '../../../../lambdas/processes/order-promise/rules/offers.ts';
import { limits, order, reviewCase, rule } from './fixtures.ts';

const NOT_NEEDED = { kind: 'NONE', reason: 'NO_DELAY' } as const;

describe('an offer nobody has to answer', () => {
  /** When the offer of the order's first line ends, if the review is at `now` and the old date was `base`. */
  const endOfOffer = (now: string, base: string) => {
    const given = { ...reviewCase({}), now };
    const [view] = viewLines(given, order);
    if (!view) throw new Error('the order has no line');
    return offerFor(given, order, { ...view, base }, NOT_NEEDED).expiresAt;
  };
  const open = limits.offerOpenMinutes.value * 60_000;
  const earlier = (end: string, milliseconds: number) =>
    new Date(Date.parse(end) - milliseconds).toISOString();
  // The end of 2026-03-09 where the order goes to.
  const oldEnd = endOfOffer('2026-03-01T00:00:00.000Z', '2026-03-09');

  it('is open to the end of the old date, when that is later than its time', () => {
    expect(oldEnd.slice(0, 10)).toBe('2026-03-10');
    expect(endOfOffer(earlier(oldEnd, open + 1), '2026-03-09')).toBe(oldEnd);
    expect(endOfOffer(earlier(oldEnd, open), '2026-03-09')).toBe(oldEnd);
  });

  it('is open for its time, when the old date ends before', () => {
    expect(endOfOffer(earlier(oldEnd, open - 1), '2026-03-09')).toBe(earlier(oldEnd, -1));
  });
});

it.each([
  ['cash', '2026-03-09T15:00:00.000Z'],
  ['card', '2026-03-09T15:00:00.000Z'],
  ['account', '2026-04-01T15:00:00.000Z'],
] as const)('a refund of what was paid by %s is due by %s', (method, dueAt) => {
  expect(refundDueAt(rule, method, '2026-03-02T15:00:00.000Z')).toBe(dueAt);
});
