import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lambdas/domain/calendar.ts';
import { type PromiseHistory, promiseBreachRates } from '../../lambdas/domain/promise-kpi.ts';

const WINDOW = { from: '2026-03-01', to: '2026-03-31' };
const TODAY = '2026-04-10';
const told = (promisedAt: string, toldAt: string) => ({
  promisedAt,
  toldAt,
  fallsDueAt: `${addDays(promisedAt, 1)}T05:00:00.000Z`,
});
const history = (change: Partial<PromiseHistory>): PromiseHistory => ({
  orderId: 'SO-1',
  orderLineId: 'SO-1-1',
  firstPromisedAt: '2026-03-05',
  told: [told('2026-03-05', '2026-03-01T12:00:00.000Z')],
  ...change,
});
const rates = (...histories: readonly PromiseHistory[]) =>
  promiseBreachRates(histories, WINDOW, TODAY, 1_440);

describe('a promise', () => {
  it.each([
    ['kept on its day', { deliveredOn: '2026-03-05' }, 0, 0],
    ['delivered a day late', { deliveredOn: '2026-03-06' }, 1, 1],
    ['still open', {}, 1, 1],
    [
      'moved in time and kept as moved',
      {
        told: [
          told('2026-03-05', '2026-03-01T12:00:00.000Z'),
          told('2026-03-09', '2026-03-03T12:00:00.000Z'),
        ],
        deliveredOn: '2026-03-09',
      },
      1,
      0,
    ],
    [
      'moved too late to count on: a minute less than a day before the new date falls due',
      {
        told: [
          told('2026-03-05', '2026-03-01T12:00:00.000Z'),
          told('2026-03-06', '2026-03-06T05:01:00.000Z'),
        ],
        deliveredOn: '2026-03-06',
      },
      1,
      1,
    ],
    [
      'moved exactly a day before',
      {
        told: [
          told('2026-03-05', '2026-03-01T12:00:00.000Z'),
          told('2026-03-06', '2026-03-06T05:00:00.000Z'),
        ],
        deliveredOn: '2026-03-06',
      },
      1,
      0,
    ],
  ])('%s', (_case, change, first, latest) => {
    const result = rates(history(change));
    expect([result.first.breached, result.latest.breached]).toEqual([first, latest]);
    expect([result.first.n, result.latest.n]).toEqual([1, 1]);
  });

  it('that is not due in the window is not counted; the ends of the window are inside', () => {
    const on = (firstPromisedAt: string) => history({ firstPromisedAt, deliveredOn: firstPromisedAt });
    expect(rates(on('2026-02-28')).first.n).toBe(0);
    expect(rates(on('2026-03-01')).first.n).toBe(1);
    expect(rates(on('2026-03-31')).first.n).toBe(1);
    expect(rates(on('2026-04-01')).first.n).toBe(0);
  });
});

describe('a rate', () => {
  it('of nothing is empty, neither 0 nor 100', () => {
    expect(rates()).toEqual({ first: { n: 0, breached: 0 }, latest: { n: 0, breached: 0 } });
    expect(rates(history({ told: [] })).latest).toEqual({ n: 0, breached: 0 });
  });

  it('counts orders, not lines', () => {
    const lines = [
      history({ orderLineId: 'a', deliveredOn: '2026-03-05' }),
      history({ orderLineId: 'b', deliveredOn: '2026-03-08' }),
      history({ orderId: 'SO-2', orderLineId: 'c', deliveredOn: '2026-03-04' }),
    ];
    expect(rates(...lines).first).toEqual({ n: 2, breached: 1, rate: { numerator: 1, denominator: 2 } });
  });

  it('never has more breaches than orders, and a later delivery never makes it better', () => {
    const days = fc.integer({ min: 0, max: 40 }).map((count) => addDays('2026-03-01', count));
    const histories = fc.array(
      fc
        .record({
          orderId: fc.constantFrom('A', 'B', 'C'),
          orderLineId: fc.uuid(),
          firstPromisedAt: days,
          deliveredOn: days,
        })
        .map((given) =>
          history({ ...given, told: [told(given.firstPromisedAt, '2026-02-01T00:00:00.000Z')] }),
        ),
    );
    fc.assert(
      fc.property(histories, (given) => {
        const before = rates(...given);
        const after = rates(
          ...given.map((one) => ({ ...one, deliveredOn: addDays(one.deliveredOn ?? TODAY, 1) })),
        );
        for (const definition of ['first', 'latest'] as const) {
          expect(before[definition].breached).toBeLessThanOrEqual(before[definition].n);
          expect(after[definition].breached).toBeGreaterThanOrEqual(before[definition].breached);
        }
      }),
    );
  });
});
