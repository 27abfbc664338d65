import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lambdas/domain/calendar.ts';
import {
  type AtpMethod,
  type AtpStep,
  type AvailabilityBook,
  atpOf,
  availabilityOf,
  cumulativeAtp,
  earliest,
  periodAtp,
} from '../../lambdas/domain/promise-atp.ts';

const TODAY = '2026-03-02';
const day = (days: number) => addDays(TODAY, days);
const supply = (days: number, quantity: number, confirmed = true) => ({ on: day(days), quantity, confirmed });
const demand = (days: number, quantity: number) => ({ on: day(days), quantity });
const book = (change: Partial<AvailabilityBook>): AvailabilityBook => ({
  today: TODAY,
  onHand: 0,
  supply: [],
  demand: [],
  ...change,
});
/** What the steps say for a date. */
const at = (steps: readonly AtpStep[], date: string) =>
  steps.findLast(({ from }) => from <= date)?.quantity ?? 0;

describe('cumulative ATP', () => {
  it('looks ahead: units a later demand needs are not promised today', () => {
    const steps = cumulativeAtp(
      book({ onHand: 10, supply: [supply(5, 20)], demand: [demand(3, 8), demand(7, 4)] }),
    );
    expect([0, 3, 5, 7].map((days) => at(steps, day(days)))).toEqual([2, 2, 18, 18]);
  });

  it('is never below zero, and what is owed comes out of later supply first', () => {
    const steps = cumulativeAtp(book({ onHand: 2, supply: [supply(4, 6)], demand: [demand(1, 5)] }));
    expect([0, 1, 4].map((days) => at(steps, day(days)))).toEqual([0, 0, 3]);
  });

  it('counts what was due before today as due today', () => {
    expect(cumulativeAtp(book({ onHand: 9, demand: [demand(-4, 4)] }))).toEqual([
      { from: TODAY, quantity: 5 },
    ]);
  });
});

describe('period ATP', () => {
  const owing = book({
    onHand: 10,
    supply: [supply(5, 4), supply(9, 6)],
    demand: [demand(2, 3), demand(6, 9)],
  });

  it('takes what a period lacks from the periods before it', () => {
    expect(periodAtp(owing, false)).toEqual([
      { from: day(0), quantity: 2 },
      { from: day(5), quantity: 0 },
      { from: day(9), quantity: 6 },
    ]);
  });

  it('adds up the periods when they accumulate', () => {
    expect(periodAtp(owing, true).map(({ quantity }) => quantity)).toEqual([2, 2, 8]);
  });

  it('takes from the nearest period first', () => {
    const steps = periodAtp(
      book({
        onHand: 5,
        supply: [supply(3, 5), supply(6, 1)],
        demand: [demand(7, 4)],
      }),
      false,
    );
    expect(steps.map(({ quantity }) => quantity)).toEqual([5, 2, 0]);
  });

  it('lets the next supply pay what no period could', () => {
    expect(
      periodAtp(book({ onHand: 1, supply: [supply(5, 10)], demand: [demand(0, 4)] }), false).map(
        ({ quantity }) => quantity,
      ),
    ).toEqual([0, 7]);
  });
});

describe('availability', () => {
  const given = book({ onHand: 5, supply: [supply(4, 5), supply(8, 5, false)] });
  it.each([
    ['on hand', 5, undefined, { on: day(0), confidence: 'HIGH', basis: 'ON_HAND' }],
    ['of confirmed supply', 10, undefined, { on: day(4), confidence: 'MEDIUM', basis: 'SUPPLY' }],
    ['of unconfirmed supply', 15, undefined, { on: day(8), confidence: 'LOW', basis: 'SUPPLY' }],
    ['of nothing planned', 16, 10, { on: day(10), confidence: 'LOW', basis: 'LEAD' }],
    ['of supply that comes with the lead', 15, 8, { on: day(8), confidence: 'LOW', basis: 'SUPPLY' }],
    ['of a purchase that comes before supply', 15, 7, { on: day(7), confidence: 'LOW', basis: 'LEAD' }],
    ['nobody can name', 16, undefined, undefined],
  ])('%s', (_case, quantity, lead, expected) => {
    expect(availabilityOf(given, quantity, 'CUMULATIVE', lead)).toEqual(expected);
  });
});

const flows = fc.array(
  fc.record({ on: fc.integer({ min: -3, max: 12 }).map(day), quantity: fc.integer({ min: 1, max: 20 }) }),
  { maxLength: 8 },
);
const books: fc.Arbitrary<AvailabilityBook> = fc.record({
  today: fc.constant(TODAY),
  onHand: fc.nat({ max: 30 }),
  supply: fc.array(
    fc.record({
      on: fc.integer({ min: -3, max: 12 }).map(day),
      quantity: fc.integer({ min: 1, max: 20 }),
      confirmed: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
  demand: flows,
});
const methods = fc.constantFrom<AtpMethod>('CUMULATIVE', 'PERIOD', 'PERIOD_ACCUMULATED');

/** The definition, day by day, with no cleverness. */
function bruteForce({ onHand, supply: coming, demand: due }: AvailabilityBook, date: string): number {
  const until = (list: readonly { on: string; quantity: number }[], on: string) =>
    list
      .filter((flow) => (flow.on < TODAY ? TODAY : flow.on) <= on)
      .reduce((sum, flow) => sum + flow.quantity, 0);
  const nets = Array.from({ length: 20 }, (_, days) => day(days))
    .filter((on) => on >= date)
    .map((on) => onHand + until(coming, on) - until(due, on));
  return Math.max(0, Math.min(...nets));
}

describe('properties', () => {
  it('cumulative ATP is what the definition says on every day', () => {
    fc.assert(
      fc.property(books, fc.integer({ min: 0, max: 15 }), (given, days) => {
        expect(at(cumulativeAtp(given), day(days))).toBe(bruteForce(given, day(days)));
      }),
    );
  });

  it('periods that accumulate agree with it wherever a period begins', () => {
    fc.assert(
      fc.property(books, (given) => {
        for (const { from, quantity } of periodAtp(given, true))
          expect(quantity).toBe(bruteForce(given, from));
      }),
    );
  });

  it('is never negative, and periods never promise more than there is', () => {
    fc.assert(
      fc.property(books, methods, (given, method) => {
        const steps = atpOf(given, method);
        expect(steps.every(({ quantity }) => quantity >= 0)).toBe(true);
        const supplied = given.supply.reduce((sum, { quantity }) => sum + quantity, given.onHand);
        const promised =
          method === 'PERIOD'
            ? steps.reduce((sum, { quantity }) => sum + quantity, 0)
            : (steps.at(-1)?.quantity ?? 0);
        const owed = given.demand.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(promised).toBeLessThanOrEqual(Math.max(0, supplied - owed));
      }),
    );
  });

  it('a promise never improves by losing supply, or by supply that comes later', () => {
    fc.assert(
      fc.property(
        books,
        methods,
        fc.integer({ min: 1, max: 30 }),
        fc.option(fc.integer({ min: 0, max: 14 }), { nil: undefined }),
        fc.nat(),
        fc.integer({ min: 0, max: 20 }),
        (given, method, quantity, lead, which, loss) => {
          const before = availabilityOf(given, quantity, method, lead);
          const index = given.supply.length === 0 ? -1 : which % given.supply.length;
          const later = given.supply.map((flow, i) =>
            i === index ? { ...flow, on: addDays(flow.on, loss) } : flow,
          );
          const worse = [
            { ...given, onHand: Math.max(0, given.onHand - loss) },
            {
              ...given,
              supply: given.supply.map((flow, i) =>
                i === index ? { ...flow, quantity: Math.max(0, flow.quantity - loss) } : flow,
              ),
            },
            { ...given, supply: given.supply.filter((_, i) => i !== index) },
            // Periods that do not add up have more in one of them when two supplies come on one date.
            ...(method === 'PERIOD' ? [] : [{ ...given, supply: later }]),
          ];
          for (const left of worse) {
            const after = availabilityOf(left, quantity, method, lead);
            expect(after?.on ?? '9999').toSatisfy((on: string) => on >= (before?.on ?? '9999'));
          }
        },
      ),
    );
  });

  it('a quantity no single period has can be promised once two supplies come on one date', () => {
    const supply = (on: string, quantity: number) => ({ on, quantity, confirmed: true });
    const apart = { today: TODAY, onHand: 0, demand: [], supply: [supply(day(0), 1), supply(day(1), 17)] };
    const together = { ...apart, supply: [supply(day(1), 1), supply(day(1), 17)] };
    expect(availabilityOf(apart, 18, 'PERIOD')).toBeUndefined();
    expect(availabilityOf(together, 18, 'PERIOD')?.on).toBe(day(1));
    expect(availabilityOf(apart, 18, 'PERIOD_ACCUMULATED')?.on).toBe(day(1));
  });

  it('names the first date that has the quantity', () => {
    fc.assert(
      fc.property(books, fc.integer({ min: 1, max: 30 }), (given, quantity) => {
        const on = earliest(cumulativeAtp(given), quantity);
        const first = Array.from({ length: 20 }, (_, days) => day(days)).find(
          (date) => bruteForce(given, date) >= quantity,
        );
        expect(on).toBe(first);
      }),
    );
  });
});
