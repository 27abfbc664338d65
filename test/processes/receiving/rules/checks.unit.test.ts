import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NoticeLine } from '../../../../events/inbound.ts';
import type {
  CheckContext,
  NoticeToCheck,
} from '../../../../lambdas/processes/receiving/rules/check-context.ts';
import {
  checkLines,
  noticeRepeat,
  placeArrival,
} from '../../../../lambdas/processes/receiving/rules/checks.ts';
import { context, item, noticeLine, order, orderLine, settings, tolerances } from './fixtures.ts';

const base: NoticeToCheck = {
  processId: context.processId,
  supplierId: 'SUP-1',
  site: 'W1',
  zone: 'UTC',
  now: context.now,
  dueAt: '2026-03-02T10:00:00Z',
  master: { orders: [order], lines: [orderLine], items: [item] },
  settings,
  tolerances: [],
  strictCheckDigits: false,
  usedPacks: new Set(),
  lines: [noticeLine],
};
const check = (change: Partial<NoticeLine> = {}, more: Partial<NoticeToCheck> = {}) => {
  const { lines } = checkLines({ ...base, ...more, lines: [{ ...noticeLine, ...change }] });
  const [line] = lines;
  if (!line) throw new Error('no line came back');
  return line;
};
const found = (...call: Parameters<typeof check>) =>
  check(...call).findings.map(({ code, action, field }) => `${code} ${action} ${field}`);
const master = (change: { order?: object; line?: object; item?: object }) => ({
  master: {
    orders: [{ ...order, ...change.order }],
    lines: [{ ...orderLine, ...change.line }],
    items: [{ ...item, ...change.item }],
  },
});

describe('a clean line', () => {
  it('is accepted with its order line, item, limits and units', () => {
    expect(check({ quantity: { value: 5, scale: 0, uom: 'CS' } })).toMatchObject({
      line: 1,
      sku: 'SKU-1',
      poId: 'PO-1',
      announced: 60,
      accepted: true,
      findings: [],
      order,
      orderLine,
      item,
      status: 'expected',
      limits: { overPercent: { value: tolerances.overPercent, level: 'default' } },
    });
  });

  it('finds its order line by item when the notice names none', () => {
    const { poLine: _, ...unnumbered } = noticeLine;
    const lines = [
      { ...orderLine, poLine: 7, receivedBefore: 100 },
      { ...orderLine, poLine: 9 },
    ];
    const [line] = checkLines({ ...base, master: { ...base.master, lines }, lines: [unnumbered] }).lines;
    expect(line?.orderLine?.poLine).toBe(9);
  });
});

describe('V4 the order', () => {
  it.each([
    ['is unknown', {}, { poId: 'PO-9' }, 'poId'],
    ['is closed', { order: { status: 'closed' } }, {}, 'poId'],
    ['is cancelled', { order: { status: 'cancelled' } }, {}, 'poId'],
    ['is of another supplier', { order: { supplierId: 'SUP-2' } }, {}, 'poId'],
    ['ships to another site', { order: { shipToSite: 'W2' } }, {}, 'poId'],
    ['has no such line', {}, { poLine: 2 }, 'poLine'],
  ])('%s', (_case, change, line, field) => {
    expect(found(line, master(change))).toEqual([`V4 reject ${field}`]);
    expect(check(line, master(change)).accepted).toBe(false);
  });

  it('says what is wrong and what to do', () => {
    expect(check({}, master({ order: { shipToSite: 'W2' } })).findings[0]).toEqual({
      code: 'V4',
      action: 'reject',
      scope: 'line',
      line: 1,
      field: 'poId',
      value: 'PO-1',
      message: 'line 1: order PO-1 ships to W2, not W1; send the goods there',
    });
  });
});

describe('V5 the item', () => {
  it('is unknown', () => {
    expect(found({}, { master: { ...base.master, items: [] } })).toEqual(['V5 reject sku']);
  });

  it('is not on the order', () => {
    expect(
      found({ sku: 'SKU-2' }, { master: { ...base.master, items: [item, { ...item, sku: 'SKU-2' }] } }),
    ).toEqual(['V5 reject sku']);
  });

  it('is a listed substitute, which is accepted with the order line it stands for', () => {
    const items = [
      { ...item, substitutes: ['SKU-2'] },
      { ...item, sku: 'SKU-2' },
    ];
    expect(check({ sku: 'SKU-2' }, { master: { ...base.master, items } })).toMatchObject({
      accepted: true,
      findings: [],
      orderLine: { sku: 'SKU-1' },
    });
  });
});

describe('V6 the quantity', () => {
  it.each([
    [100, []],
    [105, []],
    [106, ['V6 warn quantity']],
  ])('%i of 100 open', (value, expected) => {
    expect(found({ quantity: { value, scale: 0, uom: 'EA' } })).toEqual(expected);
  });

  it('is weighed against what is open', () => {
    expect(
      found({ quantity: { value: 63, scale: 0, uom: 'EA' } }, master({ line: { receivedBefore: 40 } })),
    ).toEqual([]);
    expect(
      found({ quantity: { value: 64, scale: 0, uom: 'EA' } }, master({ line: { receivedBefore: 40 } })),
    ).toEqual(['V6 warn quantity']);
  });

  it('acts as the limit says', () => {
    const big = { quantity: { value: 106, scale: 0, uom: 'EA' } };
    const acting = (overAnnouncedAction: 'NONE' | 'REJECT') => ({
      tolerances: [{ level: 'item' as const, sku: 'SKU-1', limits: { overAnnouncedAction } }],
    });
    expect(found(big, acting('NONE'))).toEqual([]);
    expect(check(big, acting('REJECT'))).toMatchObject({
      accepted: false,
      findings: [{ code: 'V6', action: 'reject' }],
    });
  });

  it('agrees with exact rationals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (ordered, tolerance, value) => {
          const limits = { overPercent: { numerator: tolerance, denominator: 1_000 } };
          const warned =
            found(
              { quantity: { value, scale: 0, uom: 'EA' } },
              { ...master({ line: { ordered } }), tolerances: [{ level: 'item', sku: 'SKU-1', limits }] },
            ).length > 0;
          expect(warned).toBe(BigInt(value) * 1_000n > BigInt(ordered) * BigInt(1_000 + tolerance));
        },
      ),
    );
  });
});

describe('V7 the unit', () => {
  it.each([
    ['is unknown', 1, 0, 'PAL'],
    ['does not divide', 1, 1, 'CS'],
  ])('%s', (_case, value, scale, uom) => {
    expect(check({ quantity: { value, scale, uom } })).toMatchObject({
      accepted: false,
      announced: 0,
      findings: [{ code: 'V7', action: 'reject' }],
    });
  });
});

describe('V8 check digits', () => {
  it.each([
    [{ gtin: '4006381333931' }, []],
    [{ gtin: '4006381333932' }, ['V8 warn gtin']],
    [{ sscc: '003453120000000015' }, ['V8 warn sscc']],
    [{ sscc: '106141411234567897' }, []],
  ])('%o', (keys, expected) => {
    expect(found(keys)).toEqual(expected);
  });

  it('is rejected by a strict profile or limit, and ignored where the limit says so', () => {
    const wrong = { gtin: '4006381333932' };
    const acting = (checkDigitAction: 'NONE' | 'REJECT') => ({
      tolerances: [{ level: 'supplier' as const, supplierId: 'SUP-1', limits: { checkDigitAction } }],
    });
    expect(found(wrong, { strictCheckDigits: true })).toEqual(['V8 reject gtin']);
    expect(found(wrong, acting('REJECT'))).toEqual(['V8 reject gtin']);
    expect(found(wrong, acting('NONE'))).toEqual([]);
  });
});

describe('V9 pack numbers', () => {
  const used = { usedPacks: new Set(['106141411234567897']) };
  it('used before reject the line that names them', () => {
    expect(check({ sscc: '106141411234567897' }, used)).toMatchObject({
      accepted: false,
      findings: [{ code: 'V9', action: 'reject', scope: 'pack' }],
    });
    expect(found({ sscc: '106141411234567897' })).toEqual([]);
  });

  it('used before reject every line their pack holds', () => {
    const packs = [{ sscc: '106141411234567897', contents: [{ line: 1, value: 100, scale: 0 }] }];
    expect(found({}, { ...used, packs })).toEqual(['V9 reject sscc']);
    expect(found({ line: 2 }, { ...used, packs })).toEqual([]);
  });
});

describe('V10 packs', () => {
  const packs = (...values: number[]) => ({
    packs: values.map((value, index) => ({ sscc: `${index}`, contents: [{ line: 1, value, scale: 1 }] })),
  });
  it('sum to their lines, whatever the scale they are written in', () => {
    expect(found({}, packs(400, 600))).toEqual([]);
    expect(found({}, packs(400, 599))).toEqual(['V10 reject packs']);
    expect(found({}, { packs: [{ sscc: '1', contents: [{ line: 2, value: 1, scale: 0 }] }] })).toEqual([]);
  });
});

describe('V11 lot and life', () => {
  const dated = master({ item: { lotControlled: true, expiryControlled: true, shelfLifeDays: 100 } });
  it.each([
    [{ lot: 'L', expiry: '2026-05-07' }, []],
    [{ lot: 'L', expiry: '2026-05-06' }, ['V11 warn expiry']],
    [{ lot: 'L' }, ['V11 warn expiry']],
    [{ expiry: '2026-05-07' }, ['V11 warn lot']],
    [{}, ['V11 warn lot', 'V11 warn expiry']],
  ])('%o', (line, expected) => {
    expect(found(line, dated)).toEqual(expected);
    expect(check(line, dated).accepted).toBe(true);
  });
});

describe('V14 handling', () => {
  it.each([
    [{ hazardClass: '3' }, {}, ['V14 reject hazardClass']],
    [{ hazardClass: '3' }, { hazardClass: '3' }, []],
    [{ temperature: 'frozen' }, {}, ['V14 reject temperature']],
    [{ temperature: 'chilled' }, { temperature: 'chilled' as const }, []],
  ])('an item with %o and a line with %o', (kind, line, expected) => {
    expect(found(line, master({ item: kind }))).toEqual(expected);
  });
});

describe('lines of one order line', () => {
  const several = (...values: number[]) =>
    values.map((value, index) => ({
      ...noticeLine,
      line: index + 1,
      quantity: { value, scale: 0, uom: 'EA' },
    }));
  const shares = (notice: NoticeToCheck) => checkLines(notice).lines.map(({ open }) => open);

  it('share what is open: each what it announces, the last the rest', () => {
    expect(shares({ ...base, lines: several(30, 30) })).toEqual([30, 70]);
    expect(shares({ ...base, lines: several(80, 30) })).toEqual([80, 20]);
    expect(shares({ ...base, lines: several(120, 30) })).toEqual([100, 0]);
    expect(shares({ ...base, lines: several(100) })).toEqual([undefined]);
  });

  it('know about the other chunks of their notice', () => {
    const elsewhere = { before: new Map([['PO-1/1', 50]]), after: new Set(['PO-1/1']) };
    expect(shares({ ...base, lines: several(30, 30), elsewhere })).toEqual([30, 20]);
  });

  it('are warned about together', () => {
    expect(
      checkLines({ ...base, lines: several(60, 46) }).lines.map(({ findings }) =>
        findings.map(({ code }) => code),
      ),
    ).toEqual([[], ['V6']]);
  });

  it('stand an absurd quantity, which is refused', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const codes = checkLines({ ...base, lines: several(most, most, 1) }).lines.map(({ findings }) =>
      findings.map(({ code }) => code),
    );
    expect(codes).toEqual([['V7'], ['V7'], []]);
  });

  it('never share more than is open', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 2, maxLength: 8 }), (values) => {
        const open = shares({ ...base, lines: several(...values) });
        expect(open.reduce<number>((sum, share) => sum + (share ?? 0), 0)).toBe(100);
      }),
    );
  });
});

describe('decision records', () => {
  it('one for every line with a finding, one for all without', () => {
    const { decisions } = checkLines({
      ...base,
      lines: [
        noticeLine,
        { ...noticeLine, line: 2, poId: 'PO-9' },
        { ...noticeLine, line: 3, quantity: { value: 6, scale: 0, uom: 'EA' } },
      ],
    });
    expect(decisions).toMatchObject([
      { ruleId: 'receiving.notice-line', line: 2, result: { accepted: false } },
      {
        ruleId: 'receiving.notice-line',
        line: 3,
        result: { accepted: true, findings: [{ code: 'V6' }] },
        thresholds: { overPercent: { level: 'default' } },
      },
      { inputs: { lines: [1] }, result: { accepted: true } },
    ]);
    expect(new Set(decisions.map(({ id }) => id)).size).toBe(3);
  });
});

describe('placeArrival', () => {
  const arriving: CheckContext = base;
  it('takes the only order line goods can belong to', () => {
    expect(placeArrival({ line: 1, sku: 'SKU-1' }, arriving)).toMatchObject({
      accepted: true,
      poId: 'PO-1',
      orderLine,
      order,
      item,
      announced: 0,
    });
    expect(placeArrival({ line: 1, sku: 'SKU-1' }, arriving).candidates).toBeUndefined();
  });

  it('keeps all candidates when there are several, unless the dock named one', () => {
    const lines = [orderLine, { ...orderLine, poLine: 2 }];
    const several = { ...arriving, master: { ...base.master, lines } };
    const open = placeArrival({ line: 1, sku: 'SKU-1' }, several);
    expect(open).toMatchObject({ accepted: false, candidates: lines });
    expect(open.orderLine).toBeUndefined();
    expect(placeArrival({ line: 1, sku: 'SKU-1', poId: 'PO-1', poLine: 2 }, several)).toMatchObject({
      accepted: true,
      orderLine: { poLine: 2 },
    });
  });

  it.each([
    ['full', { lines: [{ ...orderLine, receivedBefore: 100 }] }],
    ['closed', { orders: [{ ...order, status: 'closed' as const }] }],
    ['of another supplier', { orders: [{ ...order, supplierId: 'SUP-2' }] }],
    ['for another site', { orders: [{ ...order, shipToSite: 'W2' }] }],
  ])('does not take an order line that is %s', (_case, change) => {
    const line = placeArrival(
      { line: 1, sku: 'SKU-1' },
      { ...arriving, master: { ...base.master, ...change } },
    );
    expect(line).toMatchObject({ accepted: false });
    expect([line.orderLine, line.candidates]).toEqual([undefined, undefined]);
  });
});

describe('V3 a notice number that came before', () => {
  it.each([
    ['original', undefined, 'start'],
    ['original', 'AWAITING_NOTICE', 'start'],
    ['original', 'AWAITING_RECEIPT', 'reject-duplicate'],
    ['original', 'RECEIVING', 'reject-duplicate'],
    ['original', 'CLOSED', 'reject-duplicate'],
    ['replace', undefined, 'start'],
    ['replace', 'ASN_RECEIVED', 'replace'],
    ['replace', 'ASN_REJECTED', 'replace'],
    ['replace', 'AWAITING_RECEIPT', 'replace'],
    ['replace', 'RECEIVING', 'case'],
    ['replace', 'CLOSED', 'case'],
    ['cancel', undefined, 'case'],
    ['cancel', 'ASN_RECEIVED', 'cancel'],
    ['cancel', 'AWAITING_RECEIPT', 'cancel'],
    ['cancel', 'REVIEW', 'case'],
    ['cancel', 'AWAITING_NOTICE', 'case'],
  ] as const)('%s while %s: %s', (purpose, state, expected) => {
    expect(noticeRepeat(purpose, state)).toBe(expected);
  });
});
