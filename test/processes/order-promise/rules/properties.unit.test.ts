import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localDate, momentOn } from '../../../../lambdas/domain/calendar.ts';
import type { Channel } from '../../../../lambdas/processes/order-promise/contract.ts';
import {
  afterQuiet,
  contactVerdict,
  later,
} from '../../../../lambdas/processes/order-promise/rules/contact.ts';
import { viewLines } from '../../../../lambdas/processes/order-promise/rules/dates.ts';
import { delayVerdict } from '../../../../lambdas/processes/order-promise/rules/delay-rule.ts';
import { loyaltyVerdict } from '../../../../lambdas/processes/order-promise/rules/loyalty.ts';
import { isAhead } from '../../../../lambdas/processes/order-promise/rules/rank.ts';
import { reviewOrder } from '../../../../lambdas/processes/order-promise/rules/review-order.ts';
import { customer, STARTS } from '../shop.ts';
import { demandLine, limits, order, reviewCase, rule } from './fixtures.ts';

const day = (count: number) => addDays('2026-03-02', count);
const days = fc.integer({ min: -3, max: 40 }).map(day);
const supply = fc.array(
  fc.record({ dueAt: days, quantity: fc.integer({ min: 1, max: 15 }), confirmed: fc.boolean() }),
  { maxLength: 5 },
);
const others = fc
  .array(
    fc.record({
      open: fc.integer({ min: 0, max: 8 }),
      allocated: fc.integer({ min: 0, max: 8 }),
      firstPromisedAt: days,
      serviceTier: fc.integer({ min: 1, max: 4 }),
      penalty: fc.integer({ min: 0, max: 2 }).map((minor) => ({ minor, currency: 'USD' })),
    }),
    { maxLength: 4 },
  )
  .map((lines) =>
    lines.map((line, index) =>
      demandLine({
        ...line,
        promisedAt: line.firstPromisedAt,
        orderId: `X-${index}`,
        orderLineId: `X-${index}`,
      }),
    ),
  );
const lead = fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined });
const dateOf = (given: Parameters<typeof reviewCase>[0]) =>
  viewLines(reviewCase(given), order)[0]?.date ?? 'never';

describe('a promise', () => {
  it('never improves by losing supply, stock, or by more demand', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 20 }),
        supply,
        others,
        lead,
        fc.nat(),
        (onHand, coming, waiting, leadDays, which) => {
          const given = {
            onHand,
            supply: coming,
            others: waiting,
            ...(leadDays === undefined ? {} : { leadDays }),
          };
          const before = dateOf(given);
          const index = coming.length === 0 ? -1 : which % coming.length;
          const more = demandLine({ orderId: 'Y', orderLineId: 'Y', open: 3, serviceTier: 1 });
          for (const worse of [
            { ...given, supply: coming.filter((_, at) => at !== index) },
            { ...given, onHand: Math.max(0, onHand - 1 - (which % 10)) },
            { ...given, others: [...waiting, more] },
          ])
            expect(dateOf(worse) >= before).toBe(true);
        },
      ),
    );
  });

  it('never serves two lines with the same units', () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), others, (onHand, waiting) => {
        const given = reviewCase({ onHand, others: waiting });
        const [view] = viewLines(given, order);
        if (view?.availability?.basis !== 'ON_HAND') return;
        const ahead = waiting
          .filter((line) => line.allocated > 0 || isAhead(line, demandLine(), '2026-03-02'))
          .reduce(
            (sum, line) => sum + line.allocated + (isAhead(line, demandLine(), '2026-03-02') ? line.open : 0),
            0,
          );
        expect(ahead + 10).toBeLessThanOrEqual(onHand);
      }),
    );
  });
});

describe('the rank', () => {
  it('is total: of two lines exactly one is ahead, and who is ahead of whom has no circle', () => {
    fc.assert(
      fc.property(others, (lines) => {
        for (const a of lines)
          for (const b of lines) {
            expect([isAhead(a, b, day(0)), isAhead(b, a, day(0))].filter(Boolean)).toHaveLength(
              a === b ? 0 : 1,
            );
            for (const c of lines)
              if (isAhead(a, b, day(0)) && isAhead(b, c, day(0))) expect(isAhead(a, c, day(0))).toBe(true);
          }
      }),
    );
  });
});

const zones = fc.constantFrom('America/New_York', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata');
const moments = fc
  .integer({ min: 0, max: 60 * 24 * 250 })
  .map((minutes) => later('2026-01-01T00:00:00.000Z', minutes));

describe('a message', () => {
  it('never goes in quiet hours, and is never held longer than they are', () => {
    fc.assert(
      fc.property(moments, zones, (at, zone) => {
        const loud = afterQuiet(at, zone, '21:00', '08:00');
        const date = localDate(zone, loud);
        const isQuiet = loud < momentOn(zone, date, '08:00') || loud >= momentOn(zone, date, '21:00');
        expect(isQuiet).toBe(false);
        // Eleven hours, and one more in the night the clock falls back.
        expect(Date.parse(loud) - Date.parse(at)).toBeLessThanOrEqual(12 * 3_600_000);
      }),
    );
  });

  it('never follows another within a day, and only by a channel the customer agreed to', () => {
    const channels = fc.uniqueArray(
      fc.record({
        channel: fc.constantFrom<Channel>('email', 'sms', 'push', 'phone'),
        consent: fc.boolean(),
        preferred: fc.boolean(),
      }),
      { selector: ({ channel }) => channel },
    );
    fc.assert(
      fc.property(moments, channels, fc.integer({ min: 0, max: 3_000 }), (now, list, ago) => {
        const sent = { messageId: 'M', channel: 'email' as const, kind: 'DELAYED' as const, previous: [] };
        const verdict = contactVerdict({
          now,
          customer: customer({ channels: list }),
          contacts: [],
          body: { messages: [{ ...sent, at: later(now, -ago), bounced: false }] },
          limits,
        });
        if (verdict.kind !== 'send') return;
        expect(ago).toBeGreaterThanOrEqual(1_440);
        expect(list.find(({ channel }) => channel === verdict.channel)?.consent).toBe(true);
        expect(verdict.channel).not.toBe('phone');
      }),
    );
  });
});

describe('the delay rule', () => {
  it('asks for a yes to every delay but a first short one', () => {
    const delays = fc.array(fc.record({ from: days, at: moments }), { maxLength: 2 });
    fc.assert(
      fc.property(days, fc.option(days, { nil: undefined }), delays, (oldDate, newDate, told) => {
        const verdict = delayVerdict(
          { country: 'US', zone: 'America/New_York', oldDate, newDate, memory: { delays: told } },
          rule,
        );
        if (newDate !== undefined && newDate <= oldDate) expect(verdict.kind).toBe('NONE');
        else if (told.length === 0 && newDate !== undefined && newDate <= addDays(oldDate, 30))
          expect(verdict.kind).toBe('SILENCE');
        else expect(verdict).toMatchObject({ kind: 'CONSENT', oldDate });
      }),
    );
  });

  it('never lets a line wait past the old date without the yes it needs', () => {
    const zone = 'America/New_York';
    fc.assert(
      fc.property(fc.integer({ min: -600, max: 600 }), fc.boolean(), (minutes, agreed) => {
        const over = momentOn(zone, '2026-03-06');
        const delays = [{ from: '2026-03-01', to: '2026-03-05', at: STARTS }];
        const memory = {
          orderLineId: 'SO-1-1',
          told: '2026-03-05',
          delays,
          breached: {},
          ...(agreed ? { consent: { kind: 'EXPRESS' as const } } : {}),
        };
        const now = later(over, minutes);
        const given = reviewCase({ supply: [{ dueAt: '2026-03-20', quantity: 10, confirmed: true }] });
        const { plan } = reviewOrder({ ...given, now, body: { ...given.body, lines: [memory] } });
        expect(plan?.endings.length ?? 0).toBe(!agreed && minutes >= 0 ? 1 : 0);
      }),
    );
  });
});

describe('loyalty', () => {
  it('is never above the cap without a person, and never less for a longer delay', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 100_000 }),
        (late, tier, minor) => {
          const value = { minor, currency: 'USD' };
          const creditOf = (count: number) => {
            const { amount } = loyaltyVerdict({ days: count, tier, value }, limits, 'USD');
            return amount?.kind === 'credit' ? amount.value.minor : 0;
          };
          const { amount, needsPerson } = loyaltyVerdict({ days: late, tier, value }, limits, 'USD');
          if (amount?.kind === 'credit' && !needsPerson)
            expect(amount.value.minor).toBeLessThanOrEqual(2_500);
          expect(creditOf(late + 1)).toBeGreaterThanOrEqual(creditOf(late));
        },
      ),
    );
  });

  it('of another currency than the cap is a question', () => {
    const value = { minor: 1_000, currency: 'EUR' };
    expect(loyaltyVerdict({ days: 3, tier: 1, value }, limits, 'USD').needsPerson).toBe(true);
  });
});

describe('a review', () => {
  it('that sees the same again has nothing to do', () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), others, (onHand, waiting) => {
        const given = reviewCase({ onHand, others: waiting });
        const first = reviewOrder(given);
        expect(reviewOrder(given)).toEqual(first);
        if (first.plan) return;
        const second = reviewOrder({ ...given, body: first.body });
        expect(second.plan).toBeUndefined();
        expect(second.decisions).toEqual([]);
        expect(second.body).toEqual(first.body);
      }),
    );
  });
});
