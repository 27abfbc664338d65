import { describe, expect, it } from 'vitest';
import { adviceLines } from '../../../../lambdas/processes/receiving/rules/advice.ts';
import type { ReceivingLine } from '../../../../lambdas/processes/receiving/rules/line.ts';
import {
  announcedLine,
  answer,
  count,
  counting,
  item,
  order,
  orderLine,
  settings,
  settled,
  tolerances,
} from './fixtures.ts';

const codes = (line: ReceivingLine) =>
  Object.fromEntries(adviceLines(line).map(({ condition, quantity }) => [condition, quantity]));
const sumsUp = (line: ReceivingLine) => {
  const lines = adviceLines(line);
  return (
    lines.filter(({ condition }) => condition !== '02').reduce((sum, { quantity }) => sum + quantity, 0) ===
    (lines[0]?.received ?? 0)
  );
};
const substitute = () =>
  settled(counting(30, 0, { orderLine: { ...orderLine, sku: 'SKU-2' }, announced: 30 })).line;
const inspecting = () => settled(counting(100, 0, { item: { ...item, inspection: 'ALWAYS' } })).line;
const failing = () =>
  settled(answer(inspecting(), 'inspection', 'INSPECTED', { form: { critical: 1, major: 0, minor: 0 } }))
    .line;
const withoutNotice = () => {
  const { notice: _, ...line } = counting(70, 0, { announced: 0 });
  return settled(line).line;
};
const early = {
  arrivedAt: '2026-02-20T10:00:00Z',
  settings: { ...settings, default: { ...tolerances, earlyAction: 'REJECT' as const } },
};

describe('adviceLines', () => {
  it.each<[string, () => ReceivingLine, Record<string, number>]>([
    ['a clean line', () => settled(counting(100)).line, { '07': 100 }],
    ['accepted above the order', () => settled(counting(105)).line, { '07': 100, '03': 5 }],
    ['excess that waits', () => settled(counting(120)).line, { '07': 100, '09': 20 }],
    [
      'excess accepted',
      () => settled(answer(settled(counting(120)).line, 'review-over', 'ACCEPT_ALL')).line,
      { '07': 100, '03': 20 },
    ],
    [
      'excess kept to the tolerance',
      () => settled(answer(settled(counting(120)).line, 'review-over', 'ACCEPT_TO_TOLERANCE')).line,
      { '07': 100, '03': 5, '12': 15 },
    ],
    [
      'excess sent back',
      () => settled(answer(settled(counting(120)).line, 'review-over', 'REFUSE_EXCESS')).line,
      { '07': 100, '12': 20 },
    ],
    ['short and damaged', () => settled(counting(80, 10)).line, { '07': 80, '01': 10, '02': 10 }],
    ['nothing came', () => settled(announcedLine()).line, { '02': 100 }],
    ['a wrong item', substitute, { '05': 30 }],
    [
      'a wrong item sent back',
      () => settled(answer(substitute(), 'review-item', 'RETURN')).line,
      { '05': 30 },
    ],
    ['a lot in inspection', inspecting, { '09': 100 }],
    [
      'a failed lot sent back',
      () => settled(answer(failing(), 'failed-lot', 'RETURN_LOT')).line,
      { '01': 100 },
    ],
    [
      'a sorted lot',
      () => settled(answer(failing(), 'failed-lot', 'SORT_100', { form: { good: 90, bad: 10 } })).line,
      { '07': 90, '01': 10 },
    ],
    ['no matching notice', withoutNotice, { '14': 70 }],
    [
      'refused as too early',
      () =>
        settled(counting(100, 0, { order: { ...order, promisedAt: '2026-03-10T12:00:00Z' } }), early).line,
      { '12': 100 },
    ],
    ['a refused line', () => settled(counting(10, 0, { accepted: false })).line, { '05': 10 }],
    ['nothing at all', () => settled(announcedLine({ accepted: false })).line, {}],
  ])('%s', (_case, line, expected) => {
    expect(codes(line())).toEqual(expected);
    expect(sumsUp(line())).toBe(true);
  });

  it('names the line, the order and what was received', () => {
    expect(adviceLines(settled(counting(100)).line)).toEqual([
      { line: 1, poId: 'PO-1', sku: 'SKU-1', received: 100, quantity: 100, condition: '07' },
    ]);
  });

  it('reports the recount, not the count it replaced', () => {
    const asked = settled(answer(settled(counting(80)).line, 'review-short', 'RECOUNT')).line;
    const { line } = settled(
      answer(asked, 'recount', 'COUNTED', { at: '2026-03-02T17:00:00Z', form: { good: 90, damaged: 5 } }),
    );
    expect(codes(line)).toEqual({ '07': 90, '01': 5, '02': 5 });
  });

  it('counts several receipts together', () => {
    expect(codes(settled(announcedLine({ counts: [count(40), count(60)] })).line)).toEqual({ '07': 100 });
  });
});
