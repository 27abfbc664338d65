import { describe, expect, it } from 'vitest';
import { fairShare } from '../../../../lambdas/processes/backorder-release/rules/fair-share.ts';
import { byRank } from '../../../../lambdas/processes/backorder-release/rules/rank.ts';
import { decide, demand, granted, reasons, TODAY } from './fixtures.ts';

const units = (...demands: number[]) => demands.map((each) => ({ demand: each, packSize: 1 }));

describe('fair share', () => {
  it('gives 54, 33 and 13 of 100 units for 80, 50 and 20: the first rank takes the last unit', () => {
    expect(fairShare(100, units(80, 50, 20))).toEqual([54, 33, 13]);
  });

  it.each([
    ['all of it where there is enough', 150, units(80, 50, 20), [80, 50, 20]],
    ['no more than is wanted', 1_000, units(80, 50, 20), [80, 50, 20]],
    ['nothing of nothing', 0, units(80, 50), [0, 0]],
    ['nothing below zero', -5, units(80, 50), [0, 0]],
    ['the last unit to the largest fraction', 10, units(1, 8, 8), [0, 5, 5]],
    ['a unit to the best rank where fractions are equal', 1, units(5, 5, 5), [1, 0, 0]],
    [
      'whole packs only',
      50,
      [
        { demand: 60, packSize: 12 },
        { demand: 40, packSize: 12 },
      ],
      [24, 24],
    ],
    [
      'a remainder too small for one pack to a line of smaller packs',
      20,
      [
        { demand: 12, packSize: 12 },
        { demand: 30, packSize: 1 },
      ],
      [0, 20],
    ],
    ['quantities whose product no number holds', 9e15, units(8e15, 8e15), [4.5e15, 4.5e15]],
  ])('gives %s', (_case, supply, claims, shares) => {
    expect(fairShare(supply, claims)).toEqual(shares);
  });
});

describe('the rank', () => {
  const better: [string, Parameters<typeof demand>[1], Parameters<typeof demand>[1]][] = [
    ['a contract penalty', { penalty: { minor: 1, currency: 'USD' } }, { serviceTier: 1 }],
    ['the better tier', { serviceTier: 1 }, { promisedAt: '2026-02-01', firstPromisedAt: '2026-02-01' }],
    ['a promise of yesterday', { promisedAt: '2026-03-01' }, { promisedAt: TODAY }],
    [
      'a first promise that is broken',
      { promisedAt: '2026-03-09', firstPromisedAt: '2026-03-01' },
      { promisedAt: TODAY },
    ],
    ['the earlier promise', { promisedAt: '2026-03-03' }, { promisedAt: '2026-03-04' }],
    ['any promise', { promisedAt: '2026-12-31' }, { orderedAt: '2025-01-01T00:00:00.000Z' }],
    ['the older order', { orderedAt: '2026-01-05T09:59:59.999Z' }, {}],
    ['the smaller order id', { orderId: 'O-1' }, { orderId: 'O-2' }],
    ['the smaller line id', { orderId: 'O-1', orderLineId: 'L-1' }, { orderId: 'O-1', orderLineId: 'L-2' }],
  ];
  it.each(better)('puts %s first', (_case, first, second) => {
    const [a, b] = [demand('B', first), demand('A', second)];
    expect(byRank(TODAY)(a, b)).toBeLessThan(0);
    expect(byRank(TODAY)(b, a)).toBeGreaterThan(0);
  });
});

describe('the policies', () => {
  const lines = [
    demand('late', { orderedAt: '2026-02-02T10:00:00.000Z', serviceTier: 1 }),
    demand('early', { orderedAt: '2026-02-01T10:00:00.000Z', serviceTier: 4 }),
    demand('win', { orderedAt: '2026-02-03T10:00:00.000Z', serviceTier: 4, segment: 'WIN' }),
  ];

  it('FIFO serves by order time and knows no segments', () => {
    expect(granted(decide(lines, 15, { policy: 'FIFO', reserveCoverDays: 0 }))).toEqual({
      'L-early': 10,
      'L-late': 5,
    });
  });

  it('PRIORITY serves the segments in order and by rank inside', () => {
    const decision = decide(lines, 15, { policy: 'PRIORITY', reserveCoverDays: 0 });
    expect(granted(decision)).toEqual({ 'L-win': 10, 'L-late': 5 });
    expect(decision.grants.map(({ orderLineId, rank }) => [orderLineId, rank])).toEqual([
      ['L-win', 1],
      ['L-late', 2],
    ]);
  });

  it('FAIR_SHARE shares what is left inside a segment', () => {
    expect(granted(decide(lines, 15, { policy: 'FAIR_SHARE', reserveCoverDays: 0 }))).toEqual({
      'L-win': 10,
      'L-late': 3,
      'L-early': 2,
    });
  });

  it('gives whole packs, and says so when a line wants less than one', () => {
    const decision = decide([demand('A', { packSize: 6 }), demand('B', { open: 4, packSize: 6 })], 20);
    expect(granted(decision)).toEqual({ 'L-A': 6 });
    expect(reasons(decision)).toEqual({ 'L-B': 'PACK_SIZE' });
  });

  it('leaves what is short in the queue', () => {
    expect(reasons(decide([demand('A'), demand('B')], 12, { reserveCoverDays: 0 }))).toEqual({
      'L-B': 'NO_SUPPLY',
    });
  });
});

describe('a line that waits takes no part', () => {
  it.each([
    ['payment', 'PAYMENT_HOLD'],
    ['fraud', 'FRAUD_HOLD'],
    ['address', 'ADDRESS_HOLD'],
  ] as const)('on a %s hold', (kind, reason) => {
    const decision = decide([demand('A', { holds: [{ kind, reason: 'check' }] }), demand('B')], 10);
    expect(granted(decision)).toEqual({ 'L-B': 10 });
    expect(reasons(decision)).toEqual({ 'L-A': reason });
  });

  const payment = (expiresAt: string) => ({
    payment: { authorizationId: 'AU-1', expiresAt, amount: { minor: 100, currency: 'USD' } },
  });

  it('without its payment: an authorization that expired a moment ago is renewed first', () => {
    expect(decide([demand('A', payment('2026-03-02T14:59:59.999Z'))], 10).renew).toEqual([
      { orderId: 'O-A', authorizationId: 'AU-1' },
    ]);
    expect(decide([demand('A', payment('2026-03-02T15:00:00.000Z'))], 10).renew).toEqual([]);
  });

  it('and its units go to the next when the payment is declined', () => {
    const lines = [demand('A', payment('2026-03-01T00:00:00.000Z')), demand('B')];
    const decision = decide(lines, 10, {}, { renewals: new Map([['O-A', 'declined']]) });
    expect(granted(decision)).toEqual({ 'L-B': 10 });
    expect(reasons(decision)).toEqual({ 'L-A': 'PAYMENT_DECLINED' });
  });

  it('asks for no payment of a line that gets nothing', () => {
    expect(
      decide(
        [
          demand('A', { penalty: { minor: 5, currency: 'USD' } }),
          demand('B', payment('2026-03-01T00:00:00.000Z')),
        ],
        10,
      ).renew,
    ).toEqual([]);
  });
});
