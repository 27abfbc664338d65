import { describe, expect, it } from 'vitest';
import type { ReceivingLine } from '../../../../lambdas/processes/receiving/rules/line.ts';
import { balance } from '../../../../lambdas/processes/receiving/rules/movements.ts';
import { planReversal } from '../../../../lambdas/processes/receiving/rules/reverse.ts';
import { announcedLine, answer, booked, count, counting, item, settled, stock } from './fixtures.ts';

const everything = () => Number.MAX_SAFE_INTEGER;
const reversed = (line: ReceivingLine, present = everything as (sku: string, bucket: string) => number) => {
  const plan = planReversal([line], 'P', present);
  return { plan, after: { ...line, movements: [...line.movements, ...plan.movements] } };
};

describe('planReversal', () => {
  it('puts received goods on hold and takes the receipt back, naming the original', () => {
    const { line } = settled(counting(100));
    const { plan, after } = reversed(line);
    expect(plan.movements).toEqual([
      {
        effectKey: 'P#reverse#1-1',
        reverses: line.movements[0]?.effectKey,
        line: 1,
        sku: 'SKU-1',
        quantity: 100,
        from: 'available',
        to: 'hold',
        reasonCode: 'REVERSAL',
        goodsReceipt: true,
        posted: false,
      },
    ]);
    expect([stock(after), plan.blocked]).toEqual([{ hold: 100 }, []]);
  });

  it('goes back in reverse order, lot by lot', () => {
    const { line } = settled(
      announcedLine({ counts: [count(60, 3, { lot: 'A' }), count(37, 0, { lot: 'B' })] }),
    );
    const { plan, after } = reversed(line);
    expect(plan.movements.map(({ reverses }) => reverses)).toEqual(
      line.movements.map(({ effectKey }) => effectKey).toReversed(),
    );
    expect(stock(after)).toEqual({ hold: 100 });
    for (const lot of ['A', 'B'])
      expect(
        balance(
          after.movements.filter((movement) => movement.lot === lot),
          'hold',
        ),
      ).toBe(lot === 'A' ? 63 : 37);
  });

  it('leaves what was sent back where it is', () => {
    const { line } = settled(answer(settled(counting(120)).line, 'review-over', 'REFUSE_EXCESS'));
    expect(stock(reversed(line).after)).toEqual({ hold: 100 });
  });

  it('moves units that changed places once', () => {
    const asked = settled(counting(100, 0, { item: { ...item, inspection: 'ALWAYS' } })).line;
    const { line } = settled(
      answer(asked, 'inspection', 'INSPECTED', { form: { critical: 0, major: 0, minor: 0 } }),
    );
    const { plan, after } = reversed(line);
    expect(plan.movements).toMatchObject([
      { quantity: 100, from: 'available', to: 'hold', reverses: line.movements[1]?.effectKey },
    ]);
    expect([stock(after), booked(line)]).toEqual([{ hold: 100 }, 100]);
  });

  it('leaves alone what is on hold already', () => {
    const { plan, after } = reversed(settled(counting(120)).line);
    expect(plan.movements).toMatchObject([{ quantity: 100, from: 'available', to: 'hold' }]);
    expect(stock(after)).toEqual({ hold: 120 });
  });

  it('ignores what was never posted', () => {
    const { line } = settled(counting(100));
    expect(
      planReversal(
        [{ ...line, movements: line.movements.map((movement) => ({ ...movement, posted: false })) }],
        'P',
        everything,
      ),
    ).toEqual({ movements: [], blocked: [] });
  });

  it('leaves a line alone whose stock is not all there, and names it', () => {
    const { plan } = reversed(settled(counting(90, 10)).line, (_sku, bucket) =>
      bucket === 'available' ? 89 : 10,
    );
    expect(plan).toEqual({
      movements: [],
      blocked: [{ line: 1, sku: 'SKU-1', bucket: 'available', needed: 90, present: 89 }],
    });
  });

  it('lets lines of one item share what is there, in their order', () => {
    const second = { ...settled(counting(100)).line, line: 2 };
    const first = settled(counting(100)).line;
    const plan = planReversal([second, first], 'P', () => 150);
    expect(plan.movements.map(({ line }) => line)).toEqual([1]);
    expect(plan.blocked).toEqual([{ line: 2, sku: 'SKU-1', bucket: 'available', needed: 100, present: 50 }]);
  });
});
