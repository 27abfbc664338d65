import { describe, expect, it } from 'vitest';
import type { ReceivingLine } from '../../../../lambdas/processes/receiving/rules/line.ts';
import {
  announcedLine,
  answer,
  askOf,
  booked,
  count,
  counting,
  orderLine,
  settings,
  settled,
  stock,
} from './fixtures.ts';

/** Every option of 5.1, and what silence does. */

const blind = { settings: { ...settings, blind: true } };
const recounted = (line: ReceivingLine, good: number, damaged: number, by: string, at: string) =>
  answer(line, 'recount', 'COUNTED', { by, at, form: { good, damaged } });

describe('too many', () => {
  const asked = () => settled(counting(120)).line;
  const replied = (option: string) => settled(answer(asked(), 'review-over', option));

  it('ACCEPT_ALL makes the excess available and raises the order', () => {
    const { line, movements, followUps } = replied('ACCEPT_ALL');
    expect(movements).toMatchObject([{ quantity: 20, from: 'hold', to: 'available', goodsReceipt: true }]);
    expect(followUps).toMatchObject([{ kind: 'change-order', poId: 'PO-1', poLine: 1, by: 20 }]);
    expect([stock(line), booked(line), line.status]).toEqual([{ available: 120 }, 120, 'settled']);
  });

  it('ACCEPT_TO_TOLERANCE keeps 5 % and sends the rest back', () => {
    const { line, followUps } = replied('ACCEPT_TO_TOLERANCE');
    expect([stock(line), booked(line), line.status, followUps]).toEqual([
      { available: 105 },
      105,
      'settled',
      [],
    ]);
    expect(line.movements.filter(({ to }) => to === null)).toMatchObject([
      { quantity: 15, from: 'hold', reasonCode: 'EXCESS_RETURNED', goodsReceipt: false },
    ]);
  });

  it('REFUSE_EXCESS sends everything above the order back', () => {
    const { line, followUps } = replied('REFUSE_EXCESS');
    expect([stock(line), booked(line), line.status, followUps]).toEqual([
      { available: 100 },
      100,
      'settled',
      [],
    ]);
  });

  it('RECOUNT asks somebody who has not counted, and then decides on the new count', () => {
    const { line, asks } = replied('RECOUNT');
    expect(askOf({ asks }, 'recount')).toMatchObject({ group: 'operator', excluded: ['dock-1'] });
    const second = settled(recounted(line, 103, 0, 'dock-2', '2026-03-02T17:00:00Z'));
    expect(second.line).toMatchObject({ classes: ['OVER_IN'], status: 'settled' });
    expect([stock(second.line), booked(second.line)]).toEqual([{ available: 103 }, 103]);
  });

  it('asks again after a recount that changes nothing', () => {
    const recount = settled(recounted(replied('RECOUNT').line, 120, 0, 'dock-2', '2026-03-02T17:00:00Z'));
    expect(recount.asks).toMatchObject([{ step: 'review-over', round: 2, excluded: ['dock-1', 'dock-2'] }]);
    expect(settled(answer(recount.line, 'review-over', 'REFUSE_EXCESS')).line).toMatchObject({
      status: 'settled',
    });
  });

  it('offers no third recount', () => {
    const first = settled(recounted(replied('RECOUNT').line, 121, 0, 'dock-2', '2026-03-02T17:00:00Z'));
    const asks = settled(answer(first.line, 'review-over', 'RECOUNT', { at: '2026-03-02T18:00:00Z' }));
    const second = settled(recounted(asks.line, 122, 0, 'dock-3', '2026-03-02T19:00:00Z'));
    expect(askOf(second, 'review-over').options.map(({ code }) => code)).not.toContain('RECOUNT');
  });

  it('silence leaves the excess on hold, parked', () => {
    const { line, movements, asks, followUps } = replied('EXPIRED');
    expect([stock(line), line.status]).toEqual([{ available: 100, hold: 20 }, 'parked']);
    expect([movements, asks, followUps]).toEqual([[], [], []]);
  });

  it('covers only what it was asked about', () => {
    const accepted = replied('ACCEPT_ALL').line;
    const more = settled({
      ...accepted,
      counts: [...accepted.counts, count(7, 0, { at: '2026-03-02T20:00:00Z' })],
    });
    expect(stock(more.line)).toEqual({ available: 120, hold: 7 });
    expect(more.asks).toMatchObject([{ step: 'review-over', round: 2, value: { minor: 700 } }]);
    const both = settled(answer(more.line, 'review-over', 'ACCEPT_ALL'));
    expect(both.followUps).toMatchObject([{ kind: 'change-order', by: 7 }]);
    expect(stock(both.line)).toEqual({ available: 127 });
  });

  it('spends the tolerance once', () => {
    const accepted = replied('ACCEPT_ALL').line;
    const more = settled({
      ...accepted,
      counts: [...accepted.counts, count(7, 0, { at: '2026-03-02T20:00:00Z' })],
    });
    const { line } = settled(answer(more.line, 'review-over', 'ACCEPT_TO_TOLERANCE'));
    expect([stock(line), line.status]).toEqual([{ available: 120 }, 'settled']);
    expect(line.movements.at(-1)).toMatchObject({
      quantity: 7,
      from: 'hold',
      to: null,
      reasonCode: 'EXCESS_RETURNED',
    });
  });

  it('leaves what was accepted up to the tolerance alone when more is accepted', () => {
    const { line } = replied('ACCEPT_TO_TOLERANCE');
    const more = settled({ ...line, counts: [...line.counts, count(7, 0, { at: '2026-03-02T20:00:00Z' })] });
    const both = settled(answer(more.line, 'review-over', 'ACCEPT_ALL'));
    expect(stock(both.line)).toEqual({ available: 112 });
    // The order covers everything that was received on it.
    expect(both.followUps).toMatchObject([{ kind: 'change-order', by: 12 }]);
  });

  it('keeps the order at what was accepted when a recount finds the excess within the tolerance', () => {
    const accepted = replied('ACCEPT_ALL').line;
    const more = settled({
      ...accepted,
      counts: [...accepted.counts, count(7, 0, { at: '2026-03-02T20:00:00Z' })],
    });
    const asks = settled(answer(more.line, 'review-over', 'RECOUNT', { at: '2026-03-02T21:00:00Z' }));
    const { line, followUps } = settled(recounted(asks.line, 103, 0, 'dock-2', '2026-03-02T22:00:00Z'));
    expect(followUps).toMatchObject([{ kind: 'change-order', by: -17 }]);
    expect([stock(line), booked(line)]).toEqual([{ available: 103 }, 103]);
  });

  it('withdraws a question when more arrives before its answer', () => {
    const line = asked();
    const more = settled({ ...line, counts: [...line.counts, count(5)] });
    expect(more).toMatchObject({
      withdrawn: ['review-over#1'],
      asks: [{ step: 'review-over', round: 2 }],
      line: { status: 'asking' },
    });
    const late = settled({
      ...more.line,
      answers: [
        ...more.line.answers,
        {
          taskId: 'late',
          step: 'review-over',
          round: 1,
          option: 'ACCEPT_ALL',
          by: 'b',
          at: '2026-03-02T16:00:00Z',
        },
      ],
    });
    expect(stock(late.line)).toEqual({ available: 100, hold: 25 });
  });
});

describe('missing', () => {
  const asked = () => settled(counting(80)).line;
  const replied = (option: string) => settled(answer(asked(), 'review-short', option));

  it('ACCEPT_KEEP_OPEN charges the supplier', () => {
    const { line, followUps, movements } = replied('ACCEPT_KEEP_OPEN');
    expect(followUps).toMatchObject([{ kind: 'claim', quantity: 20, value: { minor: 2_000 } }]);
    expect([line.status, movements]).toEqual(['settled', []]);
  });

  it('ACCEPT_CLOSE_SHORT charges the supplier and lowers the order', () => {
    const { line, followUps } = replied('ACCEPT_CLOSE_SHORT');
    expect(followUps).toMatchObject([
      { kind: 'change-order', by: -20 },
      { kind: 'claim', quantity: 20 },
    ]);
    expect(line.status).toBe('settled');
  });

  it('ACCEPT_CLOSE_SHORT lowers the order by no more than it had open', () => {
    const asks = settled(counting(85, 0, { open: 90 })).line;
    const { followUps } = settled(answer(asks, 'review-short', 'ACCEPT_CLOSE_SHORT'));
    expect(followUps).toMatchObject([
      { kind: 'change-order', by: -5 },
      { kind: 'claim', quantity: 15 },
    ]);
  });

  it('TRACE_CARRIER asks again with a longer deadline, once', () => {
    const { line, asks, followUps } = replied('TRACE_CARRIER');
    const ask = askOf({ asks }, 'review-short');
    expect(ask).toMatchObject({ round: 2, dueMinutes: 1_680, reminderMinutes: 1_560, parkMinutes: 2_880 });
    expect(ask.options.map(({ code }) => code)).toEqual([
      'ACCEPT_KEEP_OPEN',
      'ACCEPT_CLOSE_SHORT',
      'RECOUNT',
    ]);
    expect([line.status, followUps]).toEqual(['asking', []]);
    expect(settled(answer(line, 'review-short', 'ACCEPT_KEEP_OPEN')).followUps).toHaveLength(1);
  });

  it('RECOUNT may find the goods', () => {
    const found = settled(recounted(replied('RECOUNT').line, 100, 0, 'dock-2', '2026-03-02T17:00:00Z'));
    expect(found.line).toMatchObject({ classes: ['CLEAN'], status: 'settled' });
    expect(stock(found.line)).toEqual({ available: 100 });
  });

  it('RECOUNT may find fewer: what was posted is corrected and its receipt taken back', () => {
    const { line, movements } = settled(
      recounted(replied('RECOUNT').line, 70, 5, 'dock-2', '2026-03-02T17:00:00Z'),
    );
    expect([stock(line), booked(line)]).toEqual([{ available: 70, damaged: 5 }, 70]);
    expect(
      movements.every(
        ({ from, to, goodsReceipt }) =>
          goodsReceipt === (from === 'available') && (from !== 'available' || to === null),
      ),
    ).toBe(true);
    expect(line.classes).toEqual(['SHORT_EXCESS', 'DAMAGED']);
  });

  it('goods that turn up withdraw the question', () => {
    const line = asked();
    const found = settled({ ...line, counts: [...line.counts, count(20)] });
    expect(found).toMatchObject({
      withdrawn: ['review-short#1'],
      asks: [],
      line: { classes: ['CLEAN'], status: 'settled' },
    });
  });

  it('charges what a correction adds, not all of it again', () => {
    const small = settled(counting(98)).line;
    const corrected = settled({ ...small, counts: small.counts.map((fact) => ({ ...fact, good: 95 })) });
    const { followUps } = settled(answer(corrected.line, 'review-short', 'ACCEPT_KEEP_OPEN'));
    expect(followUps).toMatchObject([{ kind: 'claim', quantity: 3, value: { minor: 300 } }]);
  });

  it('silence claims nothing and closes nothing', () => {
    expect(replied('EXPIRED')).toMatchObject({
      followUps: [],
      asks: [],
      movements: [],
      line: { status: 'parked' },
    });
  });
});

describe('not ordered', () => {
  const substitute = () =>
    settled(counting(120, 0, { orderLine: { ...orderLine, sku: 'SKU-2' }, announced: 120 })).line;

  it('ACCEPT_SUBSTITUTE receives up to the order and asks about the rest', () => {
    const { line, asks } = settled(answer(substitute(), 'review-item', 'ACCEPT_SUBSTITUTE'));
    expect([stock(line), booked(line)]).toEqual([{ available: 100, hold: 20 }, 100]);
    expect(line.classes).toEqual(['WRONG_ITEM', 'OVER_EXCESS']);
    expect(askOf({ asks }, 'review-over').round).toBe(1);
  });

  it('RETURN sends the goods back without a receipt', () => {
    const { line } = settled(answer(substitute(), 'review-item', 'RETURN'));
    expect([stock(line), booked(line), line.status]).toEqual([{}, 0, 'settled']);
    expect(line.movements.at(-1)).toMatchObject({ from: 'quarantine', to: null, reasonCode: 'RETURNED' });
  });

  it.each(['HOLD', 'EXPIRED'])('%s keeps the goods in quarantine, parked', (option) => {
    const { line } = settled(answer(substitute(), 'review-item', option));
    expect([stock(line), line.status]).toEqual([{ quarantine: 120 }, 'parked']);
  });
});

describe('of an unclear order', () => {
  const candidates = [orderLine, { ...orderLine, poId: 'PO-2', poLine: 3, ordered: 40, confirmed: 40 }];
  const unplaced = () => {
    const {
      notice: _n,
      orderLine: _l,
      order: _o,
      poId: _p,
      ...line
    } = counting(60, 0, { announced: 0, accepted: false, candidates });
    return settled(line).line;
  };

  it('ASSIGN_ORDER receives against the line chosen', () => {
    const { line, asks } = settled(
      answer(unplaced(), 'review-order', 'ASSIGN_ORDER', { form: { poId: 'PO-2', poLine: 3 } }),
    );
    expect(line).toMatchObject({ poId: 'PO-2', accepted: true, orderLine: { poId: 'PO-2', poLine: 3 } });
    expect(stock(line)).toEqual({ available: 40, hold: 20 });
    expect(asks).toMatchObject([{ step: 'review-over' }]);
  });

  it('asks again when the choice is none of the candidates', () => {
    const { line, asks } = settled(
      answer(unplaced(), 'review-order', 'ASSIGN_ORDER', { form: { poId: 'PO-1', poLine: 3 } }),
    );
    expect([stock(line), asks.map(({ step, round }) => `${step}#${round}`)]).toEqual([
      { hold: 60 },
      ['review-order#2'],
    ]);
  });

  it('RETURN sends the goods back', () => {
    expect(stock(settled(answer(unplaced(), 'review-order', 'RETURN')).line)).toEqual({});
  });

  it.each(['HOLD', 'EXPIRED'])('%s keeps the goods on hold, parked', (option) => {
    const { line } = settled(answer(unplaced(), 'review-order', option));
    expect([stock(line), line.status]).toEqual([{ hold: 60 }, 'parked']);
  });
});

describe('counting blind', () => {
  it('has another person count before anybody reviews, and tells neither how many nor how much', () => {
    const { asks, line } = settled(counting(80), blind);
    expect(asks.map(({ step }) => step)).toEqual(['recount']);
    expect(askOf({ asks }, 'recount')).toMatchObject({
      excluded: ['dock-1'],
      value: { minor: 0 },
      context: { sku: 'SKU-1' },
    });
    expect(JSON.stringify(askOf({ asks }, 'recount').context)).not.toMatch(/80|100|20/);
    expect(line.status).toBe('asking');
  });

  it('leaves a variance within tolerance alone', () => {
    expect(settled(counting(99), blind).asks).toEqual([]);
  });

  it('goes to review when the recount confirms the count', () => {
    const { asks } = settled(
      recounted(settled(counting(80), blind).line, 80, 0, 'dock-2', '2026-03-02T17:00:00Z'),
      blind,
    );
    expect(asks.map(({ step }) => step)).toEqual(['review-short']);
  });

  it('counts a third time when the recount differs, and then reviews', () => {
    const second = settled(
      recounted(settled(counting(80), blind).line, 85, 0, 'dock-2', '2026-03-02T17:00:00Z'),
      blind,
    );
    expect(askOf(second, 'recount')).toMatchObject({ round: 2, excluded: ['dock-1', 'dock-2'] });
    const third = settled(recounted(second.line, 90, 0, 'dock-3', '2026-03-02T18:00:00Z'), blind);
    expect(third.asks.map(({ step }) => step)).toEqual(['review-short']);
    expect(stock(third.line)).toEqual({ available: 90 });
  });

  it('parks when nobody counts again', () => {
    const { line, asks } = settled(answer(settled(counting(120), blind).line, 'recount', 'EXPIRED'), blind);
    expect([stock(line), line.status, asks]).toEqual([{ available: 100, hold: 20 }, 'parked', []]);
  });

  it('asks for a usable count when a form has none', () => {
    const { asks } = settled(
      answer(settled(counting(80), blind).line, 'recount', 'COUNTED', { form: { good: -1 } }),
      blind,
    );
    expect(askOf({ asks }, 'recount').round).toBe(2);
  });
});

describe('a recount', () => {
  const lots = announcedLine({ counts: [count(60, 0, { lot: 'A' }), count(60, 2, { lot: 'B' })] });
  const recount = () => {
    const asked = settled(answer(settled(lots).line, 'review-over', 'RECOUNT')).line;
    return settled(recounted(asked, 110, 2, 'dock-2', '2026-03-02T17:00:00Z')).line;
  };

  it('keeps the lots counted before', () => {
    const byLot = recount()
      .counts.filter(({ round }) => round === 2)
      .map(({ lot, good, damaged }) => ({ lot, good, damaged }));
    expect(byLot).toEqual([
      { lot: 'A', good: 60, damaged: 0 },
      { lot: 'B', good: 50, damaged: 2 },
    ]);
  });

  it('stands for a count made before it that arrives late', () => {
    const line = recount();
    const late = settled({
      ...line,
      counts: [...line.counts, count(9, 0, { lot: 'B', at: '2026-03-02T16:30:00Z' })],
    });
    expect(late.decision.inputs).toMatchObject({ good: 110, damaged: 2 });
  });

  it('stands when the dock corrects what it replaced, and adds what comes later', () => {
    const line = recount();
    const corrected = line.counts.map((fact) =>
      fact.round === 1 ? { ...fact, good: 1, at: '2026-03-02T20:00:00Z' } : fact,
    );
    expect(stock(settled({ ...line, counts: corrected }).line)).toEqual(stock(line));
    const later = settled({
      ...line,
      counts: [...line.counts, count(3, 0, { lot: 'B', at: '2026-03-02T20:00:00Z' })],
    });
    expect(later.line.movements.length).toBeGreaterThan(line.movements.length);
    expect(later.decision.inputs).toMatchObject({ good: 113, damaged: 2 });
  });
});
