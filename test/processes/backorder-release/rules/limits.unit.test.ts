import { describe, expect, it } from 'vitest';
import { releaseLimits } from '../../../../lambdas/domain/release-settings.ts';
import { decideRelease } from '../../../../lambdas/processes/backorder-release/rules/decide.ts';
import { recordOf } from '../../../../lambdas/processes/backorder-release/rules/record.ts';
import { tenantDocument } from '../../support/tenants.ts';
import {
  decide,
  demand,
  granted,
  limits,
  NOW,
  reasons,
  releaseCase,
  reservation,
  supply,
} from './fixtures.ts';

describe('the tier reserve', () => {
  /** 28 days with this many units ordered in them, against a stock that covers three days exactly at 280. */
  const ordered = (units: number, change: Parameters<typeof demand>[1] = {}) =>
    demand('A', { open: units, serviceTier: 3, orderedAt: '2026-02-20T10:00:00.000Z', ...change });

  it.each([
    ['cover of exactly three days is enough', 280, 30],
    ['a unit more a month and a tenth is kept', 281, 27],
  ])('%s', (_case, units, given) => {
    expect(granted(decide([ordered(units)], 30))).toEqual({ 'L-A': given });
  });

  it('is for the best tier, which also takes its part of the rest', () => {
    const lines = [
      ordered(400),
      demand('T', { open: 2, serviceTier: 1, segment: 'FILL', promisedAt: '2026-03-03' }),
    ];
    const decision = decide(lines, 30);
    expect(granted(decision)).toEqual({ 'L-A': 27, 'L-T': 2 });
    expect(reasons(decision)).toEqual({ 'L-A': 'TIER_RESERVE' });
  });

  it('is a tenth of what is on hand, so that the next release does not share it out', () => {
    expect(granted(decide([ordered(400)], supply(3, { available: 30 })))).toEqual({});
  });

  it('counts the orders of the window only', () => {
    const at = (orderedAt: string) => granted(decide([ordered(400, { orderedAt })], 30))['L-A'];
    expect(at('2026-02-02T15:00:00.000Z')).toBe(27);
    expect(at('2026-02-02T14:59:59.999Z')).toBe(30);
  });

  it('follows the tenant: share, tier and days', () => {
    const settings = {
      reserveShare: { numerator: 50, denominator: 100 },
      reserveTier: 2,
      reserveCoverDays: 1,
    };
    expect(granted(decide([ordered(841)], 30, settings))).toEqual({ 'L-A': 15 });
    expect(granted(decide([ordered(840)], 30, settings))).toEqual({ 'L-A': 30 });
    expect(granted(decide([ordered(841, { serviceTier: 2 })], 30, settings))).toEqual({ 'L-A': 30 });
  });
});

describe('first expired, first out', () => {
  const lots = [
    { lot: 'LATE', expiry: '2026-06-01', free: 10 },
    { lot: 'SOON', expiry: '2026-03-12', free: 10 },
    { free: 10 },
  ];
  const stock = supply(30, { lots });
  const lotsOf = (decision: ReturnType<typeof decide>) =>
    Object.fromEntries(decision.grants.map((grant) => [grant.orderLineId, grant.lots]));

  it('takes the lot that expires first, undated goods last', () => {
    expect(lotsOf(decide([demand('A', { open: 25 })], stock, { reserveCoverDays: 0 }))).toEqual({
      'L-A': [{ lot: 'SOON', quantity: 10 }, { lot: 'LATE', quantity: 10 }, { quantity: 5 }],
    });
  });

  it.each([
    [10, { 'L-A': [{ lot: 'SOON', quantity: 10 }] }],
    [11, { 'L-A': [{ lot: 'LATE', quantity: 10 }] }],
  ])(
    'a customer who wants %i days of life gets goods with that many and no fewer',
    (minimumLifeDays, expected) => {
      expect(lotsOf(decide([demand('A', { minimumLifeDays })], stock, { reserveCoverDays: 0 }))).toEqual(
        expected,
      );
    },
  );

  it('says when the life is what is missing, and serves the next', () => {
    const lines = [demand('A', { minimumLifeDays: 100, serviceTier: 1 }), demand('B')];
    const decision = decide(lines, supply(20, { lots: [{ lot: 'SOON', expiry: '2026-03-12', free: 20 }] }), {
      reserveCoverDays: 0,
    });
    expect(granted(decision)).toEqual({ 'L-B': 10 });
    expect(reasons(decision)).toEqual({ 'L-A': 'MINIMUM_LIFE' });
  });

  it('gives expired goods to nobody', () => {
    const expired = supply(10, { lots: [{ lot: 'OLD', expiry: '2026-03-01', free: 10 }] });
    expect(granted(decide([demand('A')], expired, { reserveCoverDays: 0 }))).toEqual({});
    const last = supply(10, { lots: [{ lot: 'OLD', expiry: '2026-03-02', free: 10 }] });
    expect(granted(decide([demand('A')], last, { reserveCoverDays: 0 }))).toEqual({ 'L-A': 10 });
  });
});

describe('an order that ships complete', () => {
  const whole = (id: string, change: Parameters<typeof demand>[1] = {}) =>
    demand(id, { orderId: 'O-1', shipComplete: true, ...change });
  const settings = { reserveCoverDays: 0 };

  it('is allocated when all of it is there', () => {
    const lines = [whole('A'), whole('B', { sku: 'RICE' })];
    const both = decideRelease(
      releaseCase(lines, [supply(10), supply(10, { sku: 'RICE' })]),
      limits(settings),
    );
    expect(both.flatMap(({ grants }) => grants.map(({ kind }) => kind))).toEqual(['firm', 'firm']);
  });

  it('only holds what it has while something is missing', () => {
    const lines = [whole('A'), whole('B', { sku: 'RICE' })];
    const part = decideRelease(
      releaseCase(lines, [supply(10), supply(9, { sku: 'RICE' })]),
      limits(settings),
    );
    expect(part.flatMap(({ grants }) => grants.map(({ kind, quantity }) => [kind, quantity]))).toEqual([
      ['tentative', 10],
      ['tentative', 9],
    ]);
  });

  it('waits for a line of an item that gained nothing', () => {
    const others = (missing: number) =>
      new Map([['O-1', [{ orderLineId: 'L-Z', sku: 'RICE', missing, already: 0 }]]]);
    const kindOf = (missing: number) =>
      decide([whole('A')], 10, settings, { others: others(missing) }).grants.map(({ kind }) => kind);
    expect(kindOf(1)).toEqual(['tentative']);
    expect(kindOf(0)).toEqual(['firm']);
  });

  it('turns its holds firm with the line that completes it, also those of other items', () => {
    const line = whole('A');
    const held = reservation(line, [
      { claim: 'P-1', kind: 'tentative', quantity: 6, lots: [{ quantity: 6 }] },
    ]);
    const other = reservation(whole('Z', { sku: 'RICE' }), [
      { claim: 'P-2', kind: 'tentative', quantity: 3, lots: [{ lot: 'R', quantity: 3 }] },
    ]);
    const { grants } = decide([line], supply(4, { reservations: [held] }), settings, {
      others: new Map([
        ['O-1', [{ orderLineId: 'L-Z', sku: 'RICE', missing: 0, already: 0, reservation: other }]],
      ]),
    });
    expect(grants.map(({ sku, kind, quantity, replaces }) => [sku, kind, quantity, replaces])).toEqual([
      ['RICE', 'firm', 3, ['P-2']],
      ['OATS', 'firm', 10, ['P-1']],
    ]);
  });

  it('goes to the warehouse with what the OMS had allocated of it before', () => {
    const lines = [whole('A'), whole('B', { open: 0, allocated: 7 })];
    expect(decide(lines, 17, settings).grants).toMatchObject([
      { orderLineId: 'L-A', quantity: 10, already: 0, kind: 'firm' },
      { orderLineId: 'L-B', quantity: 0, already: 7, kind: 'firm' },
    ]);
    expect(decide(lines, 7, settings).grants).toEqual([]);
  });

  it('gets nothing while it is on hold, not even what is held for it', () => {
    const line = whole('A', { open: 4, holds: [{ kind: 'fraud', reason: 'check' }] });
    const held = reservation(line, [{ kind: 'tentative', quantity: 4 }]);
    expect(decide([line], supply(9, { reservations: [held] }), settings).grants).toEqual([]);
    expect(
      decide([{ ...line, holds: [] }], supply(9, { reservations: [held] }), settings).grants,
    ).toMatchObject([{ kind: 'firm', quantity: 4, replaces: ['P-0'] }]);
  });

  it('adds to a hold without giving it more time', () => {
    const line = whole('A');
    const endsAt = '2026-03-03T10:00:00.000Z';
    const held = reservation(line, [{ kind: 'tentative', quantity: 4, lots: [{ quantity: 4 }], endsAt }]);
    const { grants } = decide([line], supply(2, { reservations: [held] }), settings);
    expect(grants).toMatchObject([{ kind: 'tentative', quantity: 2, replaces: [], endsAt }]);
  });

  it('holds nothing again once its time was over: the units go to the next', () => {
    const line = whole('A', { serviceTier: 1 });
    const stock = supply(9, { reservations: [reservation(line, [], { lapsed: true })] });
    const decision = decide([line, demand('B')], stock, settings);
    expect(granted(decision)).toEqual({ 'L-B': 9 });
    expect(reasons(decision)['L-A']).toBe('SHIP_COMPLETE');
    expect(
      granted(decide([line, demand('B')], { ...stock, free: 10, lots: [{ free: 10 }] }, settings)),
    ).toEqual({ 'L-A': 10 });
  });
});

describe('a contested release', () => {
  const settings = { reserveCoverDays: 0 };
  const donors = (count: number) =>
    Array.from({ length: count }, (_, n) => demand(`D${n}`, { open: 0, allocated: 10, segment: 'LOSE' }));
  const win = demand('W', { open: 60, segment: 'WIN' });
  const stock = (count: number, free: number) =>
    supply(free + 10 * count, { lots: [{ free: free + 10 * count }] });

  it('is one that takes from more than five orders', () => {
    expect(decide([win, ...donors(5)], stock(5, 10), settings)).toMatchObject({ contested: false });
    expect(decide([win, ...donors(6)], stock(6, 0), settings)).toMatchObject({ contested: true });
    expect(decide([win, ...donors(6)], stock(6, 0), { ...settings, contestedOrders: 6 })).toMatchObject({
      contested: false,
    });
  });

  it('counts orders and not lines', () => {
    const lines = donors(6).map((line, n) => ({ ...line, orderId: `O-${n % 5}` }));
    expect(decide([win, ...lines], stock(6, 0), settings)).toMatchObject({ contested: false });
  });

  it('is always one that a person asked for', () => {
    const rerank = { sku: 'OATS', orderLineIds: ['L-B'], by: 'someone' };
    const decision = decide([demand('A', { serviceTier: 1 }), demand('B')], 10, settings, { rerank });
    expect(decision).toMatchObject({ contested: true });
    expect(granted(decision)).toEqual({ 'L-B': 10 });
  });

  const waiting = demand('N', { open: 8, orderedAt: '2026-01-01T00:00:00.000Z' });
  const later = demand('M', { open: 8, serviceTier: 1 });
  const lines = [win, waiting, later, ...donors(6)];
  const ruled = (ruling: NonNullable<Parameters<typeof releaseCase>[2]>['ruling']) =>
    decide(lines, stock(6, 12), settings, ruling && { ruling });

  it('APPROVE is the proposal', () => {
    const { contested: _, ...proposal } = ruled(undefined);
    expect(ruled({ kind: 'approved' })).toEqual({ ...proposal, contested: false });
  });

  it('FIFO_INSTEAD gives what is free, first come, and takes nothing', () => {
    const decision = ruled({ kind: 'fifo' });
    expect([granted(decision), decision.takings]).toEqual([{ 'L-N': 8, 'L-M': 4 }, []]);
  });

  it('EDIT serves the lines named first; only they may take', () => {
    const decision = ruled({ kind: 'edited', first: ['L-M'] });
    expect([granted(decision), decision.takings]).toEqual([{ 'L-M': 8, 'L-N': 4 }, []]);
    expect(ruled({ kind: 'edited', first: ['L-W'] }).takings).toHaveLength(5);
  });

  it('silence takes nothing from anybody: what is contested waits, the rest goes first come', () => {
    const few = decide(
      lines,
      stock(6, 20),
      { ...settings, contestedOrders: 3 },
      { ruling: { kind: 'expired' } },
    );
    expect([granted(few), few.takings]).toEqual([{}, []]);
    expect(reasons(few)).toEqual({ 'L-W': 'CONTESTED', 'L-N': 'CONTESTED', 'L-M': 'CONTESTED' });
    const named = decide([demand('A', { open: 4 }), demand('B')], 12, settings, {
      rerank: { sku: 'OATS', orderLineIds: ['L-A'], by: 'someone' },
      ruling: { kind: 'expired' },
    });
    expect(granted(named)).toEqual({ 'L-B': 8 });
    expect(reasons(named)).toEqual({ 'L-A': 'CONTESTED', 'L-B': 'NO_SUPPLY' });
  });

  it('takes from nobody once taking was refused too often', () => {
    expect(decide(lines, stock(6, 0), settings, { mayTake: false }).takings).toEqual([]);
  });
});

describe("every limit is the tenant's", () => {
  const document = tenantDocument('northwind-grocery', (plain) => ({
    ...plain,
    backorderRelease: {
      policy: 'FIFO',
      contestedOrders: 2,
      sites: { 'DC-ATL': { policy: 'FAIR_SHARE' } },
    },
  }));

  it('with the level it came from: the site, the tenant, the starting value', () => {
    expect(releaseLimits(document, 'DC-ATL')).toMatchObject({
      policy: { value: 'FAIR_SHARE', level: 'site' },
      contestedOrders: { value: 2, level: 'tenant' },
      reservationMinutes: { value: 240, level: 'default' },
      tentativeHoldMinutes: { value: 2_880, level: 'default' },
    });
    expect(releaseLimits(document, 'DC-2').policy).toEqual({ value: 'FIFO', level: 'tenant' });
  });

  it('and a changed threshold changes the record there, and where it decides', () => {
    const given = releaseCase([demand('A', { orderedAt: '2026-02-20T00:00:00Z', open: 400 })], [supply(30)]);
    const record = (days: number) => {
      const settings = limits({ reserveCoverDays: days });
      const [decision] = decideRelease(given, settings);
      return decision && recordOf(decision, 'D-1', given, settings);
    };
    const [strict, loose] = [record(3), record(2)];
    expect(strict).toMatchObject({ at: NOW, inputs: { free: 30, kept: 3 } });
    expect(loose).toMatchObject({ inputs: { free: 30, kept: 0 } });
    expect({ ...strict?.thresholds, reserveCoverDays: 0 }).toEqual({
      ...loose?.thresholds,
      reserveCoverDays: 0,
    });
  });
});
