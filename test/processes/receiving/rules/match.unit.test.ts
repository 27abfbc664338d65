import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptLine } from '../../../../events/inbound.ts';
import { matchReceipt, type NoticeIndexEntry } from '../../../../lambdas/processes/receiving/rules/match.ts';

const entry = (line: number, change: Partial<NoticeIndexEntry> = {}): NoticeIndexEntry => ({
  line,
  chunk: Math.ceil(line / 2),
  sku: 'X',
  poId: 'PO-1',
  ...change,
});
const receipt = (change: Partial<ReceiptLine> = {}): ReceiptLine => ({
  sku: 'X',
  quantity: 10,
  condition: 'good',
  ...change,
});
const lines = (index: readonly NoticeIndexEntry[], one: ReceiptLine, filled?: ReadonlyMap<number, number>) =>
  matchReceipt(index, [one], filled).map(({ line, chunk, receipt: { quantity } }) => [line, chunk, quantity]);

describe('matchReceipt', () => {
  it('takes the line the dock names', () => {
    expect(lines([entry(1), entry(2)], receipt({ asnLine: 2 }))).toEqual([[2, 1, 10]]);
  });

  it('does not take the named line for another item', () => {
    expect(lines([entry(1, { sku: 'Y' }), entry(2)], receipt({ asnLine: 1 }))).toEqual([[2, 1, 10]]);
  });

  it.each([
    ['order line', { poLine: 2 }, { poId: 'PO-1', poLine: 2 }],
    ['pack', { sscc: 'S2' }, { sscc: 'S2' }],
    ['lot', { lot: 'L2' }, { lot: 'L2' }],
  ])('goes by %s before item', (_case, of, known) => {
    expect(lines([entry(1), entry(2), entry(3, of)], receipt(known))).toEqual([[3, 2, 10]]);
  });

  it('prefers the order line to the pack, and the pack to the lot', () => {
    const index = [entry(1, { lot: 'L' }), entry(2, { sscc: 'S' }), entry(3, { poLine: 7 })];
    expect(lines(index, receipt({ poId: 'PO-1', poLine: 7, sscc: 'S', lot: 'L' }))).toEqual([[3, 2, 10]]);
    expect(lines(index, receipt({ sscc: 'S', lot: 'L' }))).toEqual([[2, 1, 10]]);
  });

  it('tells two lines of an order line apart by pack', () => {
    const index = [entry(1, { poLine: 7, sscc: 'S1' }), entry(2, { poLine: 7, sscc: 'S2' })];
    expect(lines(index, receipt({ poId: 'PO-1', poLine: 7, sscc: 'S2' }))).toEqual([[2, 1, 10]]);
  });

  it('never takes a line of another order than the one named', () => {
    expect(lines([entry(1)], receipt({ poId: 'PO-2' }))).toEqual([[undefined, 0, 10]]);
  });

  it('puts goods nobody announced in chunk 0', () => {
    expect(lines([entry(1)], receipt({ sku: 'Z' }))).toEqual([[undefined, 0, 10]]);
    expect(lines([], receipt())).toEqual([[undefined, 0, 10]]);
  });

  it('fills lines of one item in their order, with the excess on the last', () => {
    const index = [entry(3, { announced: 4 }), entry(1, { announced: 3 })];
    expect(lines(index, receipt())).toEqual([
      [1, 1, 3],
      [3, 2, 7],
    ]);
    expect(lines(index, receipt(), new Map([[1, 2]]))).toEqual([
      [1, 1, 1],
      [3, 2, 9],
    ]);
    expect(lines(index, receipt({ quantity: 2 }))).toEqual([[1, 1, 2]]);
  });

  it('fills on over the lines of one receipt', () => {
    const index = [entry(1, { announced: 12 }), entry(2, { announced: 12 })];
    expect(
      matchReceipt(index, [receipt(), receipt({ condition: 'damaged' })]).map(
        ({ line, receipt: { quantity } }) => [line, quantity],
      ),
    ).toEqual([
      [1, 10],
      [1, 2],
      [2, 8],
    ]);
  });

  it('gives everything to the first line when announced quantities are not known', () => {
    expect(lines([entry(1), entry(2)], receipt())).toEqual([[1, 1, 10]]);
  });

  it('loses and invents nothing, and answers the same each time', () => {
    const entries = fc
      .array(
        fc.record({
          line: fc.integer({ min: 1, max: 9 }),
          sku: fc.constantFrom('X', 'Y'),
          announced: fc.option(fc.nat(20), { nil: undefined }),
        }),
        { maxLength: 6 },
      )
      .map((list) => [...new Map(list.map((one) => [one.line, { ...one, chunk: 1 }])).values()]);
    const counted = fc.array(
      fc.record({ sku: fc.constantFrom('X', 'Y', 'Z'), quantity: fc.integer({ min: 1, max: 40 }) }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(entries, counted, (index, list) => {
        const receipts = list.map((one) => receipt(one));
        const matched = matchReceipt(index, receipts);
        for (const sku of ['X', 'Y', 'Z']) {
          const total = (of: readonly ReceiptLine[]) =>
            of.filter((one) => one.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
          expect(total(matched.map((one) => one.receipt))).toBe(total(receipts));
        }
        expect(matchReceipt(index.toReversed(), receipts)).toEqual(matched);
      }),
    );
  });
});
