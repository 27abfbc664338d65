import { describe, expect, it } from 'vitest';
import type { Answers, ItemCase } from '../../../../lambdas/processes/position-reconciliation/contract.ts';
import {
  judgeItem,
  needsDocuments,
} from '../../../../lambdas/processes/position-reconciliation/rules/judge.ts';
import { recordOf } from '../../../../lambdas/processes/position-reconciliation/rules/record.ts';
import { isWithin } from '../../../../lambdas/processes/position-reconciliation/rules/within.ts';
import { item, limits, NOW } from './items.ts';

const classOf = (change: Partial<ItemCase>, told: Answers = {}) =>
  judgeItem(item(change, told), limits)?.class;
const receiving = (updatedAt: string, process = 'receiving') => ({
  processId: `${process}:S-1/A-1`,
  process,
  updatedAt,
});

describe('the limit of a difference', () => {
  it.each([
    ['A', 0, 1_000, true],
    ['A', 1, 1_000, false],
    ['A', -1, 100_000, false],
    ['B', 1, 10, true],
    ['B', -1, 0, true],
    ['B', 2, 10, false],
    ['B', 4, 1_000, true],
    ['B', 5, 1_000, true],
    ['B', -5, 1_000, true],
    ['B', 6, 1_000, false],
    ['B', 5, 999, false],
    ['C', 5, 1_000, true],
    ['C', -6, 1_000, false],
  ] as const)('of class %s: %i of %i is within: %s', (abcClass, difference, expected, within) => {
    expect(isWithin(difference, expected, { abcClass }, limits)).toBe(within);
  });

  it('is one unit of the item, whatever its scale', () => {
    expect(isWithin(1_000, 0, { abcClass: 'B', scale: 3 }, limits)).toBe(true);
    expect(isWithin(1_001, 0, { abcClass: 'B', scale: 3 }, limits)).toBe(false);
  });

  it('of an item nobody has classed is that of class A', () => {
    expect(isWithin(1, 1_000, {}, limits)).toBe(false);
  });

  it('is exact where floating point is not', () => {
    const units = 9_007_199_254_740_800;
    expect(isWithin(units / 200, units, { abcClass: 'C' }, limits)).toBe(true);
    expect(isWithin(units / 200 + 1, units, { abcClass: 'C' }, limits)).toBe(false);
  });
});

describe('a SKU', () => {
  it('everybody agrees about is no drift', () => {
    expect(judgeItem(item(), limits)).toBeUndefined();
    expect(
      judgeItem(item({}, { physical: 1_005, onSale: 1_005, book: 995, published: 904 }), limits),
    ).toBeUndefined();
  });

  it('whose channel differs, where the others agree, lags', () => {
    expect(judgeItem(item({}, { published: 894 }), limits)).toEqual({
      sku: 'OATS',
      class: 'PUBLISH_LAG',
      position: 1_000,
      physical: 1_000,
      book: 1_000,
      published: 894,
      sellable: 900,
      evidence: [],
    });
  });

  it('the channel does not list has nothing to show', () => {
    const { published: _, ...answers } = item().answers;
    expect(judgeItem({ ...item(), answers }, limits)).toBeUndefined();
  });

  it('more is sold of than there is should show none', () => {
    const oversold = { position: { total: 1_000, available: 1_000, free: -5 } };
    expect(judgeItem(item(oversold, { published: 0 }), limits)).toBeUndefined();
    expect(judgeItem(item(oversold, { published: 2 }), limits)).toMatchObject({
      class: 'PUBLISH_LAG',
      sellable: 0,
    });
  });

  it('is not republished while stock is in question', () => {
    expect(classOf({}, { physical: 900, onSale: 900, published: 10 })).toBe('UNEXPLAINED');
  });

  it('with the units in another status than the WMS has them is a drift', () => {
    expect(classOf({}, { onSale: 980 })).toBe('UNEXPLAINED');
    expect(classOf({}, { onSale: 995 })).toBeUndefined();
  });

  it('that no system knows and of which nothing is there is no drift', () => {
    const nothing = { position: { total: 0, available: 0, free: 0 } };
    expect(judgeItem({ ...item(nothing), answers: {} }, limits)).toBeUndefined();
  });
});

describe('what is in flight', () => {
  const inside = '2026-03-01T08:00:00.001Z';
  const at = '2026-03-01T08:00:00.000Z';
  const outside = '2026-03-01T07:59:59.999Z';

  it.each([
    [inside, 'IN_FLIGHT'],
    [at, 'IN_FLIGHT'],
    [outside, 'UNEXPLAINED'],
  ])('explains while something happened lately: %s is %s', (updatedAt, expected) => {
    expect(classOf({ open: [receiving(updatedAt)] }, { physical: 500 })).toBe(expected);
  });

  it('names the processes', () => {
    const drift = judgeItem(item({ open: [receiving(at)] }, { book: 500 }), limits);
    expect(drift).toMatchObject({ class: 'IN_FLIGHT', evidence: ['receiving:S-1/A-1'] });
  });

  it('is what moved while the systems were asked', () => {
    expect(classOf({ moved: true }, { book: 500 })).toBe('IN_FLIGHT');
    expect(classOf({ moved: true }, { published: 500 })).toBe('IN_FLIGHT');
    expect(classOf({ moved: true })).toBeUndefined();
  });

  it('is no process that moves no stock', () => {
    expect(classOf({ open: [receiving(at, 'order-promise')] }, { book: 500 })).toBe('UNEXPLAINED');
  });

  it('does not excuse a channel, except a count that has frozen the SKU', () => {
    expect(classOf({ open: [receiving(at)] }, { published: 5 })).toBe('PUBLISH_LAG');
    expect(classOf({ open: [receiving(at, 'cycle-count')] }, { published: 5 })).toBe('IN_FLIGHT');
  });
});

describe('a book that differs', () => {
  const effects = [
    { effectKey: 'r#1', units: 700 },
    { effectKey: 'r#2', units: 300 },
  ];
  const first = { documentId: 'GR-1', effectKey: 'r#1', units: 700 };
  const second = { documentId: 'GR-2', effectKey: 'r#2', units: 300 };
  const extra = { documentId: 'GR-9', effectKey: 'r#9', units: 50 };

  it('by an effect without document misses a posting', () => {
    expect(judgeItem(item({ effects }, { book: 700, documents: [first] }), limits)).toMatchObject({
      class: 'MISSING_POSTING',
      evidence: ['r#2'],
    });
  });

  it('by a document without effect has one too many', () => {
    expect(
      judgeItem(item({ effects }, { book: 1_050, documents: [first, second, extra] }), limits),
    ).toMatchObject({ class: 'EXTRA_POSTING', evidence: ['GR-9'] });
  });

  it('by a document without effect whose goods are there as well has one too many', () => {
    const told = { book: 1_050, physical: 1_050, onSale: 1_050, documents: [first, second, extra] };
    expect(classOf({ effects }, told)).toBe('EXTRA_POSTING');
  });

  it('by a missing document is not explained where the WMS is not with us', () => {
    expect(classOf({ effects }, { book: 700, physical: 700, documents: [first] })).toBe('UNEXPLAINED');
  });

  it('by other units than the postings make up is not explained', () => {
    expect(classOf({ effects }, { book: 699, documents: [first] })).toBe('UNEXPLAINED');
    expect(classOf({ effects }, { book: 900, documents: [first, second] })).toBe('UNEXPLAINED');
    expect(classOf({}, { book: 900 })).toBe('UNEXPLAINED');
  });

  it('by both is what the larger part comes from', () => {
    expect(classOf({ effects }, { book: 750, documents: [first, extra] })).toBe('MISSING_POSTING');
    const large = { ...extra, units: 400 };
    expect(classOf({ effects }, { book: 1_100, documents: [first, large] })).toBe('EXTRA_POSTING');
  });

  it('is explained across goods that were booked when they were released, and documents that were reversed', () => {
    const released = [
      { effectKey: 'in', units: 300 },
      { effectKey: 'release', units: 0 },
      { effectKey: 'undone', units: 20 },
      { effectKey: 'undone/undo', units: -20 },
      { effectKey: 'lost', units: 700 },
    ];
    const documents = [
      { documentId: 'GR-1', effectKey: 'release', units: 300 },
      { documentId: 'GR-2', effectKey: 'undone', units: 20 },
      { documentId: 'GRR-2', effectKey: 'undone', units: -20 },
    ];
    const drift = judgeItem(item({ effects: released }, { book: 300, documents }), limits);
    expect(drift?.class).toBe('MISSING_POSTING');
    expect(drift?.evidence).toContain('lost');
  });

  it('by a document that was reversed, while the effect stands, misses a posting', () => {
    const reversal = { documentId: 'GRR-2', effectKey: 'r#2', units: -300 };
    expect(
      judgeItem(item({ effects }, { book: 700, documents: [first, second, reversal] }), limits),
    ).toMatchObject({ class: 'MISSING_POSTING', evidence: ['r#2'] });
  });

  it('is looked into document by document, unless something explains it', () => {
    expect(needsDocuments(item({}, { book: 994 }), limits)).toBe(true);
    expect(needsDocuments(item({}, { book: 995 }), limits)).toBe(false);
    expect(needsDocuments(item({}, { physical: 5 }), limits)).toBe(false);
    expect(needsDocuments(item({ moved: true }, { book: 5 }), limits)).toBe(false);
    expect(needsDocuments(item({ open: [receiving(NOW)] }, { book: 5 }), limits)).toBe(false);
  });
});

it('a record says what every system said and where each limit came from', () => {
  const given = item({ open: [receiving(NOW)] }, { book: 994, documents: [] });
  const drift = judgeItem(given, limits);
  expect(drift && recordOf(drift, 'd-1', given, limits)).toEqual({
    id: 'd-1',
    ruleId: '5.11',
    ruleVersion: 2,
    at: NOW,
    inputs: {
      sku: 'OATS',
      total: 1_000,
      available: 1_000,
      free: 900,
      unbooked: 0,
      frozen: [],
      physical: 1_000,
      onSale: 1_000,
      book: 994,
      abcClass: 'B',
      published: 900,
      moved: false,
      open: ['receiving:S-1/A-1'],
      documents: 0,
    },
    thresholds: {
      unitsLimit: limits.unitsLimit,
      shareLimit: limits.shareLimit,
      inFlightMinutes: limits.inFlightMinutes,
      lookbackDays: limits.lookbackDays,
    },
    result: { class: 'IN_FLIGHT', evidence: ['receiving:S-1/A-1'] },
  });
});
