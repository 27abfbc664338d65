import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BinBook } from '../../../../lambdas/adapters/wms/port.ts';
import { availabilityToShow } from '../../../../lambdas/domain/availability.ts';
import { type CountLimits, countDefaults } from '../../../../lambdas/domain/count-settings.ts';
import type { CountItem } from '../../../../lambdas/processes/cycle-count/contract.ts';
import { searchCause } from '../../../../lambdas/processes/cycle-count/rules/search.ts';
import {
  expectedAt,
  isWithin,
  lastMover,
  toleranceOf,
} from '../../../../lambdas/processes/cycle-count/rules/variance.ts';
import { item as erpItem } from '../shelf.ts';

const limits = Object.fromEntries(
  Object.entries(countDefaults).map(([name, value]) => [name, { value, level: 'default' }]),
) as unknown as CountLimits;
const item = (abcClass: 'A' | 'B' | 'C', cost = 1, serial = false) =>
  erpItem(abcClass, cost, serial) as unknown as CountItem;
const within = (given: CountItem, variance: number, expected: number) =>
  isWithin({ variance, expected }, toleranceOf(given, variance, limits), given.unitCost);
const book = (more: Partial<BinBook> = {}): BinBook => ({
  quantity: 100,
  movements: [],
  pending: [],
  neighbors: [],
  elsewhere: [],
  ...more,
});

describe('tolerance', () => {
  it.each([
    ['A', 2, 1_000],
    ['B', 10, 1_000],
    ['C', 50, 1_000],
  ] as const)(
    'of class %s holds up to %i of %i units, both ways, and not one unit more',
    (abcClass, units, of) => {
      for (const way of [1, -1]) {
        expect(within(item(abcClass), way * (units - 1), of)).toBe(true);
        expect(within(item(abcClass), way * units, of)).toBe(true);
        expect(within(item(abcClass), way * (units + 1), of)).toBe(false);
      }
    },
  );

  it.each([
    ['A', 5_000],
    ['B', 10_000],
    ['C', 15_000],
  ] as const)('of class %s holds up to %i cents, both ways, and not one cent more', (abcClass, cents) => {
    for (const way of [1, -1]) {
      expect(within(item(abcClass, cents - 1), way, 1_000_000)).toBe(true);
      expect(within(item(abcClass, cents), way, 1_000_000)).toBe(true);
      expect(within(item(abcClass, cents + 1), way, 1_000_000)).toBe(false);
    }
  });

  it('differs for more and for less where the tenant says so', () => {
    const own = {
      ...limits,
      percent: { value: { ...countDefaults.percent, C: { plus: 0, minus: 500 } }, level: 'site' },
    };
    expect(toleranceOf(item('C'), 5, own as CountLimits)).toMatchObject({ basisPoints: 0 });
    expect(toleranceOf(item('C'), -5, own as CountLimits)).toMatchObject({ basisPoints: 500 });
  });

  it('is none for serial numbers and for units above the value limit, which is inside', () => {
    expect(toleranceOf(item('C', 1, true), -1, limits)).toEqual({
      basisPoints: 0,
      value: 0,
      because: 'serial number',
    });
    expect(toleranceOf(item('C', 50_000), -1, limits).because).toBe('class C');
    expect(toleranceOf(item('C', 50_001), -1, limits)).toEqual({
      basisPoints: 0,
      value: 0,
      because: 'high value',
    });
    expect(within(item('C', 50_001), 0, 10)).toBe(true);
  });

  it('takes something where nothing was expected as 100 %', () => {
    expect(within(item('C'), 1, 0)).toBe(false);
    expect(
      isWithin(
        { variance: 1, expected: 0 },
        { basisPoints: 10_000, value: 100, because: 'class C' },
        item('C').unitCost,
      ),
    ).toBe(true);
  });
});

describe('the expected units', () => {
  it('are those of the book at the time of the scan: what moved after it is taken off, at the very moment not', () => {
    const moved = book({
      movements: [
        { at: '2026-03-02T10:00:00Z', quantity: 7, kind: 'PUTAWAY', by: 'a' },
        { at: '2026-03-02T10:00:00.001Z', quantity: -3, kind: 'PICK', by: 'b' },
      ],
    });
    expect(expectedAt(moved, '2026-03-02T10:00:00Z')).toBe(103);
    expect(expectedAt(moved, '2026-03-02T09:59:59Z')).toBe(96);
    expect(lastMover(moved, '2026-03-02T10:00:00Z')).toBe('a');
    expect(lastMover(moved, '2026-03-02T09:00:00Z')).toBeUndefined();
  });

  it('do not depend on how movements before and after the scan are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -5, max: 5 }))),
        (moves) => {
          const movements = moves
            .filter(([, quantity]) => quantity !== 0)
            .map(([minute, quantity]) => ({
              at: `2026-03-02T10:0${minute}:00Z`,
              quantity,
              kind: 'MOVE' as const,
              by: 'x',
            }));
          const start = 1_000;
          const now = movements.reduce((sum, { quantity }) => sum + quantity, start);
          const before = movements.filter(({ at }) => at <= '2026-03-02T10:05:00Z');
          const atScan = before.reduce((sum, { quantity }) => sum + quantity, start);
          expect(expectedAt(book({ quantity: now, movements }), '2026-03-02T10:05:00Z')).toBe(atScan);
        },
      ),
    );
  });
});

describe('the search before an adjustment', () => {
  const at = '2026-03-02T10:00:00Z';
  const move = (quantity: number, kind: BinBook['movements'][number]['kind']) => ({
    at: '2026-03-02T09:00:00Z',
    quantity,
    kind,
    by: 'x',
  });
  it.each([
    ['a pick that is begun', -7, book({ pending: [{ kind: 'PICK', quantity: 7 }] }), 'UNPOSTED_MOVE'],
    ['a putaway that is begun', 7, book({ pending: [{ kind: 'PUTAWAY', quantity: 7 }] }), 'UNPOSTED_MOVE'],
    [
      'a putaway that cannot explain a loss',
      -7,
      book({ pending: [{ kind: 'PUTAWAY', quantity: 7 }] }),
      'UNKNOWN',
    ],
    ['a putaway that was booked', -7, book({ movements: [move(7, 'PUTAWAY')] }), 'UNPOSTED_MOVE'],
    ['a pick that was booked', 7, book({ movements: [move(-7, 'PICK')] }), 'PICK_ERROR'],
    ['a receipt', -7, book({ movements: [move(7, 'RECEIPT')] }), 'RECEIVING_ERROR'],
    ['a move', -7, book({ movements: [move(7, 'MOVE')] }), 'UNPOSTED_MOVE'],
    ['an adjustment', -7, book({ movements: [move(7, 'ADJUSTMENT')] }), 'SYSTEM_SYNC'],
    [
      'the fifth last movement',
      -7,
      book({ movements: [move(7, 'RECEIPT'), ...Array.from({ length: 4 }, () => move(1, 'MOVE'))] }),
      'RECEIVING_ERROR',
    ],
    [
      'not the sixth last',
      -7,
      book({ movements: [move(7, 'RECEIPT'), ...Array.from({ length: 5 }, () => move(1, 'MOVE'))] }),
      'UNKNOWN',
    ],
    ['a neighbor', -7, book({ neighbors: [{ bin: 'N', quantity: 7 }] }), 'MISPLACED'],
    ['the item elsewhere', -7, book({ elsewhere: [{ bin: 'E', quantity: 7 }] }), 'MISPLACED'],
    ['no stray units for a gain', 7, book({ neighbors: [{ bin: 'N', quantity: 7 }] }), 'UNKNOWN'],
    ['packs', -24, book(), 'UOM_ERROR'],
    ['nothing', -7, book(), 'UNKNOWN'],
  ] as const)('proposes by %s', (_what, variance, given, cause) => {
    const found = searchCause(variance, at, given, item('A'));
    expect(found.cause).toBe(cause);
    expect(found.why.length).toBeGreaterThan(10);
  });
});

describe('what a channel may show', () => {
  it('is what is free, and while a place is doubtful the smaller of book and count less what is reserved', () => {
    expect(availabilityToShow(70)).toBe(70);
    expect(availabilityToShow(-5)).toBe(0);
    expect(availabilityToShow(70, [{ expected: 100, counted: 80 }])).toBe(50);
    expect(availabilityToShow(70, [{ expected: 100, counted: 130 }])).toBe(70);
    expect(availabilityToShow(10, [{ expected: 100, counted: 80 }])).toBe(0);
  });
});
