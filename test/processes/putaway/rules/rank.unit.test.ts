import { describe, expect, it } from 'vitest';
import { rankOf, scoreOf } from '../../../../lambdas/processes/putaway/rules/rank.ts';
import { ago, type Change, limitsWith, NOW, observed, ZONE } from './fixtures.ts';

const rank = (change: Change = {}, limits = {}, now = NOW) =>
  rankOf(observed(change), limitsWith(limits), ZONE, now);
const score = (change: Change = {}, limits = {}) => scoreOf(observed(change), limitsWith(limits), ZONE, NOW);
const waits = (open: number, holds: { kind: 'payment'; reason: string }[] = []) => ({ open, holds });
const soon = (milliseconds: number) => new Date(Date.parse(NOW) + milliseconds).toISOString();
const HOUR = 3_600_000;

describe('the class', () => {
  it.each<[string, string, Change]>([
    ['P5', 'nothing special', {}],
    ['P4', 'an A item', { item: { abcClass: 'A' } }],
    ['P5', 'a B item', { item: { abcClass: 'B' } }],
    ['P3', 'a pick face below its minimum', { stored: { pickFace: { bin: 'P', quantity: 9, minimum: 10 } } }],
    ['P3', 'a pick face at its minimum', { stored: { pickFace: { bin: 'P', quantity: 10, minimum: 10 } } }],
    ['P5', 'a pick face above it', { stored: { pickFace: { bin: 'P', quantity: 11, minimum: 10 } } }],
    ['P2', 'serial numbers', { stored: { serialControlled: true } }],
    [
      'P5',
      'a unit just below the high value',
      { item: { unitCost: { minor: 49_999, per: 1, currency: 'USD' } } },
    ],
    ['P5', 'a unit at the high value', { item: { unitCost: { minor: 50_000, per: 1, currency: 'USD' } } }],
    ['P2', 'a unit above it', { item: { unitCost: { minor: 50_001, per: 1, currency: 'USD' } } }],
    ['P2', 'a hair above it', { item: { unitCost: { minor: 500_001, per: 10, currency: 'USD' } } }],
    ['P1', 'chilled goods', { item: { temperature: 'chilled' } }],
    ['P1', 'frozen goods', { item: { temperature: 'frozen' } }],
    ['P0', 'an order that waits for one unit', { demand: [waits(1)] }],
    ['P5', 'lines that have all they need', { demand: [waits(0)] }],
    ['P5', 'an order on hold', { demand: [waits(5, [{ kind: 'payment', reason: 'declined' }])] }],
    ['P0', 'a wave due in less than 8 h', { stored: { waveDueAt: soon(8 * HOUR - 1) } }],
    ['P0', 'a wave due in exactly 8 h', { stored: { waveDueAt: soon(8 * HOUR) } }],
    ['P5', 'a wave due a moment later', { stored: { waveDueAt: soon(8 * HOUR + 1) } }],
    ['P0', 'a wave that is overdue', { stored: { waveDueAt: soon(-HOUR) } }],
    ['P0', 'all at once', { demand: [waits(1)], item: { temperature: 'frozen', abcClass: 'A' } }],
  ])('is %s for %s', (expected, _why, change) => {
    expect(rank(change).class).toBe(expected);
  });
});

describe('the limit', () => {
  it.each<[number, string, Change]>([
    [480, 'P0', { demand: [waits(1)] }],
    [20, 'frozen', { item: { temperature: 'frozen' } }],
    [30, 'chilled', { item: { temperature: 'chilled' } }],
    [60, 'P2', { stored: { serialControlled: true } }],
    [60, 'P3', { stored: { pickFace: { bin: 'P', quantity: 0, minimum: 0 } } }],
    [120, 'P4', { item: { abcClass: 'A' } }],
    [240, 'P5', {}],
    [
      20,
      'frozen goods an order waits for: the shorter one',
      { demand: [waits(1)], item: { temperature: 'frozen' } },
    ],
  ])('is %i minutes from the dock for %s', (minutes, _class, change) => {
    const { halfAt, dueAt, twiceAt, limit } = rank(change);
    expect([halfAt, dueAt, twiceAt]).toEqual(
      [minutes / 2, minutes, 2 * minutes].map((m) => soon(m * 60_000)),
    );
    expect(limit).toEqual({ value: minutes, level: 'default' });
  });

  it("is the tenant's own where there is one", () => {
    expect(rank({}, { otherMinutes: 45 }).limit).toEqual({ value: 45, level: 'tenant' });
    expect(rank({}, { otherMinutes: 45 }).halfAt).toBe(soon(22.5 * 60_000));
  });
});

/** A load without a point: a C item has 3 of velocity, so that part is off unless a test is about it. */
const still = { velocityPercent: { A: 100, B: 50, C: 0 } };

describe('the score', () => {
  it.each<[number, string, Change]>([
    [0, 'nothing', {}],
    [40_000, 'as many units waited for as it holds', { demand: [waits(100)] }],
    [40_000, 'more than it holds', { demand: [waits(60), waits(60)] }],
    [39_600, 'one unit less', { demand: [waits(99)] }],
    [13_333, 'a third, rounded down', { load: { quantity: 3 }, demand: [waits(1)] }],
    [25_000, '120 minutes on the dock', { load: { stagedAt: ago(120) } }],
    [24_791, '119 minutes', { load: { stagedAt: ago(119) } }],
    [25_000, '121 minutes', { load: { stagedAt: ago(121) } }],
    [0, 'a dock time to come', { load: { stagedAt: ago(-5) } }],
    [15_000, 'an A item', { item: { abcClass: 'A' } }],
    [7_500, 'a B item', { item: { abcClass: 'B' } }],
    [10_000, 'full staging', { staging: { used: 20, capacity: 20 } }],
    [9_500, 'one place free', { staging: { used: 19, capacity: 20 } }],
    [10_000, 'more than full', { staging: { used: 21, capacity: 20 } }],
    [0, 'staging of unknown size', { staging: { used: 3, capacity: 0 } }],
    [0, '30 days to expiry', { load: { expiry: '2026-04-01' } }],
    [333, '29 days', { load: { expiry: '2026-03-31' } }],
    [0, '31 days', { load: { expiry: '2026-04-02' } }],
    [10_000, 'the day it expires', { load: { expiry: '2026-03-02' } }],
    [10_000, 'an expired lot', { load: { expiry: '2026-02-01' } }],
    [
      100_000,
      'everything',
      {
        load: { stagedAt: ago(200), expiry: '2026-03-02' },
        item: { abcClass: 'A' },
        staging: { used: 1, capacity: 1 },
        demand: [waits(100)],
      },
    ],
  ])('is %i thousandths for %s', (expected, _why, change) => {
    expect(score(change, still)).toBe(expected);
  });

  it('gives a C item a fifth of the velocity points', () => {
    expect(score()).toBe(3_000);
  });

  it('is exact for quantities no floating point holds', () => {
    const half = 4_503_599_627_370_495;
    expect(score({ load: { quantity: 2 * half + 1 }, demand: [waits(half)] }, still)).toBe(19_999);
  });
});

describe('the order', () => {
  const key = (loadId: string, change: Change = {}) =>
    rank({ ...change, load: { loadId, ...change.load } }).key;

  it('is class, then score, then the older dock time, then the id', () => {
    const keys = [
      key('A', { demand: [waits(1)] }),
      key('A', { item: { temperature: 'frozen' } }),
      key('A', { item: { abcClass: 'A' }, load: { stagedAt: ago(60) } }),
      key('A', { item: { abcClass: 'A' } }),
      key('B', { load: { stagedAt: ago(0.5) } }),
      key('A'),
      key('B'),
    ];
    expect(keys.toSorted()).toEqual(keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
