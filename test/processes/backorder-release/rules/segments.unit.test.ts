import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../../lambdas/processes/backorder-release/contract.ts';
import { decide, demand, granted, reasons, reservation, supply, TODAY } from './fixtures.ts';

/** Ten units confirmed by the OMS, which the warehouse does not have yet. */
const confirmed = (id: string, segment: Segment, change: Parameters<typeof demand>[1] = {}) =>
  demand(id, { open: 0, allocated: 10, segment, ...change });
const win = (change: Parameters<typeof demand>[1] = {}) => demand('W', { segment: 'WIN', ...change });
const noReserve = { reserveCoverDays: 0 };

describe('each segment has its strategy', () => {
  it('WIN is served in full or keeps what it has', () => {
    expect(granted(decide([win()], 10, noReserve))).toEqual({ 'L-W': 10 });
    const short = decide([win(), demand('G', { segment: 'GAIN' })], 9, noReserve);
    expect(granted(short)).toEqual({ 'L-G': 9 });
    expect(reasons(short)['L-W']).toBe('NO_SUPPLY');
  });

  it('GAIN and REDISTRIBUTE take what there is', () => {
    const lines = [demand('R'), demand('G', { segment: 'GAIN' })];
    expect(granted(decide(lines, 14, noReserve))).toEqual({ 'L-G': 10, 'L-R': 4 });
  });

  it.each([
    ['without a promise', {}, true],
    ['promised for later than wanted', { promisedAt: '2026-03-06', dueAt: '2026-03-05' }, true],
    ['promised for the day it is wanted', { promisedAt: '2026-03-05', dueAt: '2026-03-05' }, false],
    ['promised for earlier', { promisedAt: '2026-03-04', dueAt: '2026-03-05' }, false],
    ['promised for today', { promisedAt: TODAY, dueAt: '2026-03-05' }, true],
    ['with a broken promise', { promisedAt: '2026-03-01', dueAt: '2026-03-05' }, true],
  ])('IMPROVE gives a better date only: %s', (_case, change, isServed) => {
    const decision = decide([demand('I', { segment: 'IMPROVE', ...change })], 10, noReserve);
    expect(granted(decision)).toEqual(isServed ? { 'L-I': 10 } : {});
    expect(reasons(decision)).toEqual(isServed ? {} : { 'L-I': 'NOT_BETTER' });
  });

  it('IMPROVE moves the whole line or nothing', () => {
    expect(granted(decide([demand('I', { segment: 'IMPROVE' })], 9, noReserve))).toEqual({});
  });

  it('FILL is filled up to what it was promised', () => {
    const lines = [
      demand('F', { segment: 'FILL', promisedAt: '2026-03-09' }),
      demand('N', { segment: 'FILL' }),
    ];
    const decision = decide(lines, 20, noReserve);
    expect(granted(decision)).toEqual({ 'L-F': 10 });
    expect(reasons(decision)).toEqual({ 'L-N': 'NOT_PROMISED' });
  });

  it('LOSE gets nothing, FIFO apart, which knows no segments', () => {
    const lines = [demand('X', { segment: 'LOSE' })];
    expect(reasons(decide(lines, 20, noReserve))).toEqual({ 'L-X': 'GIVES_UP' });
    expect(granted(decide(lines, 20, { ...noReserve, policy: 'FIFO' }))).toEqual({ 'L-X': 10 });
  });
});

describe('confirmed stock changes hands by right only', () => {
  const taken = (lines: Parameters<typeof decide>[0], free = 0) =>
    decide(lines, free + 10 * lines.filter(({ allocated }) => allocated > 0).length, noReserve).takings.map(
      ({ orderLineId, quantity, for: gets }) => [orderLineId, quantity, gets],
    );

  it.each<[Segment, readonly Segment[]]>([
    ['WIN', ['LOSE', 'FILL', 'REDISTRIBUTE']],
    ['GAIN', ['LOSE']],
    ['IMPROVE', []],
    ['FILL', []],
    ['LOSE', []],
  ])('%s takes from its donors and from nobody else', (segment, donors) => {
    for (const from of ['WIN', 'GAIN', 'REDISTRIBUTE', 'IMPROVE', 'FILL', 'LOSE'] as const) {
      const claimant = demand('A', { segment, promisedAt: '2026-03-09' });
      const expected = donors.includes(from) ? [['L-D', 10, 'L-A']] : [];
      expect([segment, from, taken([claimant, confirmed('D', from)])]).toEqual([segment, from, expected]);
    }
  });

  it('within REDISTRIBUTE the better rank takes from the worse and never the other way', () => {
    expect(taken([demand('A', { serviceTier: 1 }), confirmed('D', 'REDISTRIBUTE')])).toEqual([
      ['L-D', 10, 'L-A'],
    ]);
    expect(taken([demand('A', { serviceTier: 3 }), confirmed('D', 'REDISTRIBUTE')])).toEqual([]);
  });

  it('takes from the weakest first, worst rank first, and no more than is missing', () => {
    const lines = [
      win({ open: 15 }),
      confirmed('R', 'REDISTRIBUTE'),
      confirmed('X1', 'LOSE', { serviceTier: 1 }),
      confirmed('X2', 'LOSE', { serviceTier: 3 }),
    ];
    expect(taken(lines)).toEqual([
      ['L-X2', 10, 'L-W'],
      ['L-X1', 5, 'L-W'],
    ]);
  });

  it('uses what is free before it takes', () => {
    expect(taken([win({ open: 15 }), confirmed('X', 'LOSE'), confirmed('Y', 'LOSE')], 4)).toEqual([
      ['L-Y', 10, 'L-W'],
      ['L-X', 1, 'L-W'],
    ]);
  });

  it('takes nothing when it would not fill WIN', () => {
    expect(taken([win({ open: 11 }), confirmed('X', 'LOSE')])).toEqual([]);
    expect(taken([win({ open: 10 }), confirmed('X', 'LOSE')])).toEqual([['L-X', 10, 'L-W']]);
  });

  it('never takes what the warehouse has, or what another release is just bringing', () => {
    expect(taken([win(), confirmed('X', 'LOSE', { released: 10 })])).toEqual([]);
    const donor = confirmed('X', 'LOSE');
    const stock = supply(0, { available: 10, reservations: [reservation(donor, [{ quantity: 10 }])] });
    expect(decide([win(), donor], stock, noReserve).takings).toEqual([]);
  });

  it('never takes within an order', () => {
    expect(taken([win(), confirmed('X', 'LOSE', { orderId: 'O-W' })])).toEqual([]);
  });

  it('under FIFO and FAIR_SHARE nobody loses anything', () => {
    for (const policy of ['FIFO', 'FAIR_SHARE'] as const)
      expect(decide([win(), confirmed('X', 'LOSE')], supply(10), { ...noReserve, policy }).takings).toEqual(
        [],
      );
  });
});

describe('units the OMS allocated by itself', () => {
  it('are sold, although nobody here reserved them', () => {
    expect(granted(decide([confirmed('D', 'GAIN'), demand('A')], supply(15), noReserve))).toEqual({
      'L-A': 5,
    });
  });

  it('are counted once where this system reserved them', () => {
    const own = confirmed('D', 'GAIN');
    const stock = supply(5, { reservations: [reservation(own, [{ quantity: 10 }])] });
    expect(granted(decide([own, demand('A')], stock, noReserve))).toEqual({ 'L-A': 5 });
  });

  it('a line waits only for what no other release is bringing it', () => {
    const line = demand('A');
    const stock = supply(20, { reservations: [reservation(line, [{ quantity: 7 }])] });
    expect(granted(decide([line], stock, noReserve))).toEqual({ 'L-A': 3 });
  });
});
