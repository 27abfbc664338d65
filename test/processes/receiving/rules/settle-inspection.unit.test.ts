import { describe, expect, it } from 'vitest';
import type { ReceivingLine, SettleContext } from '../../../../lambdas/processes/receiving/rules/line.ts';
import { answer, askOf, booked, context, count, counting, item, settled, stock } from './fixtures.ts';

const inspected = (change: Partial<ReceivingLine> = {}) =>
  counting(100, 0, { item: { ...item, inspection: 'ALWAYS' }, ...change });
const reporting = (line: ReceivingLine, critical: number, major: number, minor: number) =>
  answer(line, 'inspection', 'INSPECTED', { by: 'inspector-1', form: { critical, major, minor } });
const failed = () => settled(reporting(settled(inspected()).line, 1, 0, 0)).line;
const history = (change: Partial<SettleContext['history']>) => ({
  history: { ...context.history, ...change },
});

describe('when a line is inspected', () => {
  it.each([
    ['the item always is', {}, inspected(), ['ITEM_ALWAYS']],
    ['the third receipt', history({ receipts: 2 }), counting(100), ['FIRST_RECEIPTS']],
    [
      'too many defects lately',
      history({ defectUnits: 2, inspectedUnits: 100 }),
      counting(100),
      ['DEFECT_RATE'],
    ],
    ['tightened inspection', history({ severity: 'tightened' }), counting(100), ['TIGHTENED']],
    [
      'the notice failed V11',
      {},
      counting(100, 0, {
        findings: [{ code: 'V11', action: 'warn', scope: 'line', field: 'expiry', value: '', message: '' }],
      }),
      ['LOT_EXPIRY'],
    ],
  ])('%s', (_case, change, line, reasons) => {
    const { line: after, asks } = settled(line, change);
    expect([stock(after), booked(after)]).toEqual([{ quarantine: 100 }, 0]);
    expect(askOf({ asks }, 'inspection')).toMatchObject({
      group: 'quality',
      round: 1,
      context: { reasons, plan: { lotSize: 100 } },
    });
    expect(after).toMatchObject({ status: 'asking', inspection: { reasons } });
  });

  it('not otherwise', () => {
    expect(settled(counting(100)).line.inspection).toBeUndefined();
  });

  it('quarantines from the first count on and plans for the whole lot', () => {
    const unloading = settled(inspected({ counts: [count(40)] }), { final: false });
    expect([stock(unloading.line), unloading.asks]).toEqual([{ quarantine: 40 }, []]);
    const { line, asks } = settled(
      { ...unloading.line, counts: [...unloading.line.counts, count(60)] },
      history({ receipts: 50 }),
    );
    expect(stock(line)).toEqual({ quarantine: 100 });
    expect(askOf({ asks }, 'inspection').context).toMatchObject({ plan: { lotSize: 100 } });
  });

  it('does not pull back goods it has released', () => {
    const released = settled(counting(50), { final: false }).line;
    const { line, movements } = settled(
      { ...released, counts: [...released.counts, count(50)] },
      history({ severity: 'tightened' }),
    );
    expect([stock(line), movements.length]).toEqual([{ available: 100 }, 1]);
  });

  it('asks about an excess and inspects what is ordered at the same time', () => {
    const { line, asks } = settled(inspected({ counts: [count(120)] }));
    expect(stock(line)).toEqual({ quarantine: 100, hold: 20 });
    expect(asks.map(({ step }) => step)).toEqual(['review-over', 'inspection']);
  });
});

describe('the verdict', () => {
  it.each([
    [0, 1, 1],
    [0, 0, 0],
  ])('passes with %i critical, %i major, %i minor defects and posts the lot', (critical, major, minor) => {
    const { line, inspected: verdict } = settled(
      reporting(settled(inspected()).line, critical, major, minor),
    );
    expect(verdict).toEqual({ verdict: 'pass', defects: { critical, major, minor } });
    expect(line).toMatchObject({ status: 'settled', inspection: { verdict: 'pass' } });
    expect([stock(line), booked(line)]).toEqual([{ available: 100 }, 100]);
    expect(settled(line).inspected).toBeUndefined();
  });

  it.each([
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 3],
  ])('fails with %i critical, %i major, %i minor defects and asks what to do', (critical, major, minor) => {
    const {
      line,
      asks,
      inspected: verdict,
    } = settled(reporting(settled(inspected()).line, critical, major, minor));
    expect(verdict?.verdict).toBe('fail');
    expect(stock(line)).toEqual({ quarantine: 100 });
    expect(askOf({ asks }, 'failed-lot')).toMatchObject({
      group: 'quality',
      excluded: ['dock-1', 'inspector-1'],
    });
    expect(askOf({ asks }, 'failed-lot').options.map(({ code }) => code)).toEqual([
      'RETURN_LOT',
      'SORT_100',
      'ACCEPT_CONCESSION',
      'SCRAP',
    ]);
  });

  it('is asked for again when the report has no numbers', () => {
    const { asks } = settled(
      answer(settled(inspected()).line, 'inspection', 'INSPECTED', { form: { critical: 0 } }),
    );
    expect(askOf({ asks }, 'inspection').round).toBe(2);
  });

  it('silence leaves the lot in quarantine, parked', () => {
    const { line, asks } = settled(answer(settled(inspected()).line, 'inspection', 'EXPIRED'));
    expect([stock(line), line.status, asks]).toEqual([{ quarantine: 100 }, 'parked', []]);
  });
});

describe('a failed lot', () => {
  it.each([
    ['RETURN_LOT', 'LOT_RETURNED'],
    ['SCRAP', 'SCRAPPED'],
  ])('%s removes it without a receipt', (option, reasonCode) => {
    const { line } = settled(answer(failed(), 'failed-lot', option));
    expect([stock(line), booked(line), line.status]).toEqual([{}, 0, 'settled']);
    expect(line.movements.at(-1)).toMatchObject({ from: 'quarantine', to: null, reasonCode, quantity: 100 });
  });

  it('SORT_100 releases the good units and hands the bad ones to the damage process', () => {
    const { line, followUps } = settled(
      answer(failed(), 'failed-lot', 'SORT_100', { form: { good: 93, bad: 7 } }),
    );
    expect([stock(line), booked(line), line.status]).toEqual([{ available: 93, damaged: 7 }, 93, 'settled']);
    expect(followUps).toMatchObject([{ kind: 'start-damage', quantity: 7 }]);
  });

  it('SORT_100 must account for every unit', () => {
    const { line, asks } = settled(
      answer(failed(), 'failed-lot', 'SORT_100', { form: { good: 93, bad: 6 } }),
    );
    expect(stock(line)).toEqual({ quarantine: 100 });
    expect(askOf({ asks }, 'failed-lot').round).toBe(2);
  });

  it('ACCEPT_CONCESSION posts it, with a comment of the quality manager', () => {
    const option = askOf(settled(reporting(settled(inspected()).line, 1, 0, 0)), 'failed-lot').options.find(
      ({ code }) => code === 'ACCEPT_CONCESSION',
    );
    expect(option).toMatchObject({ needsComment: true, roles: ['quality'] });
    const { line } = settled(answer(failed(), 'failed-lot', 'ACCEPT_CONCESSION', { comment: 'cosmetic' }));
    expect([stock(line), booked(line), line.status]).toEqual([{ available: 100 }, 100, 'settled']);
  });

  it('silence keeps it in quarantine, parked', () => {
    const { line } = settled(answer(failed(), 'failed-lot', 'EXPIRED'));
    expect([stock(line), line.status]).toEqual([{ quarantine: 100 }, 'parked']);
  });
});

it("treats a stopped supplier's goods as a failed lot, without a verdict for the switching rules", () => {
  const { line, asks, inspected: verdict } = settled(counting(100), history({ severity: 'stopped' }));
  expect(asks.map(({ step }) => step)).toEqual(['failed-lot']);
  expect([stock(line), verdict]).toEqual([{ quarantine: 100 }, undefined]);
});
