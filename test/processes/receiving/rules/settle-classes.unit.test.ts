import { describe, expect, it } from 'vitest';
import type { ReceivingLine, SettleContext } from '../../../../lambdas/processes/receiving/rules/line.ts';
import {
  announcedLine,
  askOf,
  booked,
  context,
  count,
  counting,
  item,
  order,
  orderLine,
  settings,
  settled,
  stock,
  tolerances,
} from './fixtures.ts';

/** Every row of the class table of 5.1: inside, at and outside its limits. */

const classesOf = (line: ReceivingLine, change: Partial<SettleContext> = {}) =>
  settled(line, change).line.classes;
const priced = (minor: number) => ({
  orderLine: { ...orderLine, unitCost: { minor, per: 1, currency: 'USD' } },
});

describe('CLEAN', () => {
  it('posts everything and asks nobody', () => {
    const { line, asks, movements, followUps } = settled(counting(100));
    expect(line).toMatchObject({ classes: ['CLEAN'], status: 'settled' });
    expect(movements).toMatchObject([
      {
        quantity: 100,
        from: null,
        to: 'available',
        goodsReceipt: true,
        reasonCode: 'RECEIPT',
        effectKey: 'receiving:SUP-1/ASN-1#to-available#1-1',
      },
    ]);
    expect([asks, followUps]).toEqual([[], []]);
  });

  it('measures what is open, not what was ordered', () => {
    expect(
      classesOf(counting(60, 0, { announced: 60, orderLine: { ...orderLine, receivedBefore: 40 } })),
    ).toEqual(['CLEAN']);
    expect(classesOf(counting(100, 0, { orderLine: { ...orderLine, receivedBefore: 40 } }))).toEqual([
      'OVER_EXCESS',
    ]);
  });

  it('knows nothing yet while the truck is being unloaded', () => {
    const { line, asks } = settled(counting(60), { final: false });
    expect(line).toMatchObject({ classes: [], status: 'expected' });
    expect(stock(line)).toEqual({ available: 60 });
    expect(asks).toEqual([]);
  });

  it('uses the share of the order line when several lines fill it', () => {
    expect(classesOf(counting(60, 0, { announced: 60, open: 60 }))).toEqual(['CLEAN']);
    expect(classesOf(counting(70, 0, { announced: 60, open: 60 }))).toEqual(['OVER_EXCESS']);
  });
});

describe('OVER', () => {
  it.each([
    ['one unit within 5 %', 101, 100, 'OVER_IN'],
    ['at 5 %', 105, 100, 'OVER_IN'],
    ['above 5 %', 106, 100, 'OVER_EXCESS'],
    ['5 % worth 250.00', 105, 5_000, 'OVER_IN'],
    ['5 % worth 250.05', 105, 5_001, 'OVER_EXCESS'],
  ])('%s: %i of 100', (_case, received, price, expected) => {
    expect(classesOf(counting(received, 0, priced(price)))).toEqual([expected]);
  });

  it('posts an excess within tolerance', () => {
    const { line, asks } = settled(counting(105));
    expect(stock(line)).toEqual({ available: 105 });
    expect(booked(line)).toBe(105);
    expect([line.status, asks]).toEqual(['settled', []]);
  });

  it('posts what was ordered and holds the rest until somebody decides', () => {
    const { line, asks } = settled(counting(120));
    expect(stock(line)).toEqual({ available: 100, hold: 20 });
    expect(booked(line)).toBe(100);
    expect(line.status).toBe('asking');
    expect(askOf({ asks }, 'review-over')).toMatchObject({
      round: 1,
      group: 'supervisor',
      excluded: ['dock-1'],
      value: { minor: 2_000, currency: 'USD' },
      dueMinutes: 240,
      reminderMinutes: 120,
      parkMinutes: 1_440,
      escalations: [
        { minutes: 240, group: 'dc-manager' },
        { minutes: 480, group: 'purchasing' },
      ],
    });
    expect(askOf({ asks }, 'review-over').options.map(({ code }) => code)).toEqual([
      'ACCEPT_ALL',
      'ACCEPT_TO_TOLERANCE',
      'REFUSE_EXCESS',
      'RECOUNT',
    ]);
  });

  it('holds an excess before the unloading is finished, and asks afterwards', () => {
    const early = settled(counting(120), { final: false });
    expect(stock(early.line)).toEqual({ available: 100, hold: 20 });
    expect(early.asks).toEqual([]);
    expect(settled(early.line).asks).toHaveLength(1);
  });

  it('asks a person when cost and limit are in different currencies', () => {
    expect(
      classesOf(
        counting(101, 0, { orderLine: { ...orderLine, unitCost: { minor: 100, per: 1, currency: 'EUR' } } }),
      ),
    ).toEqual(['OVER_EXCESS']);
  });
});

describe('SHORT', () => {
  it.each([
    ['within 2 %', 99, 100, 'SHORT_IN'],
    ['at 2 %', 98, 100, 'SHORT_IN'],
    ['above 2 %', 97, 100, 'SHORT_EXCESS'],
    ['2 % worth 100.00', 98, 5_000, 'SHORT_IN'],
    ['2 % worth 100.02', 98, 5_001, 'SHORT_EXCESS'],
    ['nothing came', 0, 100, 'SHORT_EXCESS'],
  ])('%s: %i of 100', (_case, received, price, expected) => {
    expect(classesOf(counting(received, 0, priced(price)))).toEqual([expected]);
  });

  it('claims a small shortage and leaves the order open', () => {
    const { line, followUps, asks } = settled(counting(98));
    expect(followUps).toMatchObject([
      { kind: 'claim', reason: 'SHORT', quantity: 2, value: { minor: 200, currency: 'USD' } },
    ]);
    expect([line.status, asks, stock(line)]).toEqual(['settled', [], { available: 98 }]);
  });

  it('posts what came and asks about the rest', () => {
    const { line, asks, followUps } = settled(counting(80));
    expect(stock(line)).toEqual({ available: 80 });
    expect([line.status, followUps]).toEqual(['asking', []]);
    expect(askOf({ asks }, 'review-short').options.map(({ code }) => code)).toEqual([
      'ACCEPT_KEEP_OPEN',
      'ACCEPT_CLOSE_SHORT',
      'RECOUNT',
      'TRACE_CARRIER',
    ]);
  });

  it('accepts what the supplier confirmed less of', () => {
    const confirmed = { orderLine: { ...orderLine, confirmed: 90 } };
    expect(classesOf(counting(90, 0, confirmed))).toEqual(['SHORT_ANNOUNCED']);
    expect(classesOf(counting(90, 0, { ...confirmed, announced: 90 }))).toEqual(['SHORT_ANNOUNCED']);
    expect(classesOf(counting(89, 0, confirmed))).toEqual(['SHORT_EXCESS']);
    expect(settled(counting(90, 0, confirmed))).toMatchObject({
      asks: [],
      followUps: [],
      line: { status: 'settled' },
    });
  });

  it('accepts a part shipment that is complete as announced', () => {
    expect(settled(counting(60, 0, { announced: 60 }))).toMatchObject({
      asks: [],
      followUps: [],
      line: { classes: ['SHORT_ANNOUNCED'], status: 'settled' },
    });
  });

  it('says nothing about missing goods before the unloading is finished', () => {
    expect(classesOf(counting(50), { final: false })).toEqual([]);
  });
});

describe('WRONG_ITEM and UNORDERED', () => {
  const { orderLine: _line, order: _order, ...stranger } = counting(30, 0, { accepted: false });

  it('quarantines an item that is not on the order named', () => {
    const { line, asks } = settled(stranger);
    expect(line).toMatchObject({ classes: ['WRONG_ITEM'], status: 'asking' });
    expect(stock(line)).toEqual({ quarantine: 30 });
    expect(booked(line)).toBe(0);
    expect(askOf({ asks }, 'review-item').options.map(({ code }) => code)).toEqual(['RETURN', 'HOLD']);
  });

  it('quarantines goods without any order', () => {
    const { poId: _, ...unordered } = stranger;
    expect(classesOf(unordered)).toEqual(['UNORDERED']);
  });

  it('offers a substitute only when it is listed', () => {
    const substitute = counting(30, 0, { orderLine: { ...orderLine, sku: 'SKU-2' } });
    const { line, asks } = settled(substitute);
    expect(line.classes).toEqual(['WRONG_ITEM']);
    expect(stock(line)).toEqual({ quarantine: 30 });
    expect(askOf({ asks }, 'review-item').options.map(({ code }) => code)).toEqual([
      'ACCEPT_SUBSTITUTE',
      'RETURN',
      'HOLD',
    ]);
  });

  it('quarantines what arrives for a line the checks refused, and refuses it when nothing does', () => {
    expect(stock(settled(counting(10, 0, { accepted: false })).line)).toEqual({ quarantine: 10 });
    expect(settled(announcedLine({ accepted: false })).line).toMatchObject({
      status: 'refused',
      classes: [],
    });
  });
});

describe('DAMAGED', () => {
  it('posts the good units and starts the damage process', () => {
    const { line, followUps, asks } = settled(counting(90, 10));
    expect(line).toMatchObject({ classes: ['DAMAGED'], status: 'settled' });
    expect(stock(line)).toEqual({ available: 90, damaged: 10 });
    expect(booked(line)).toBe(90);
    expect(followUps).toMatchObject([{ kind: 'start-damage', quantity: 10 }]);
    expect(asks).toEqual([]);
  });

  it('tells the damage process at once', () => {
    expect(settled(counting(0, 4), { final: false }).followUps).toMatchObject([
      { kind: 'start-damage', quantity: 4 },
    ]);
  });

  it('stands beside other classes', () => {
    expect(classesOf(counting(60, 10))).toEqual(['SHORT_EXCESS', 'DAMAGED']);
    expect(classesOf(counting(110, 10))).toEqual(['OVER_EXCESS', 'DAMAGED']);
  });

  it('keeps damaged excess apart from good excess', () => {
    const { line } = settled(counting(110, 10));
    expect(stock(line)).toEqual({ available: 100, hold: 10, damaged: 10 });
  });
});

describe('LOT_EXPIRY', () => {
  const dated = { ...item, lotControlled: true, expiryControlled: true, shelfLifeDays: 100 };
  const arriving = (expiry: string | undefined, lot: string | undefined = 'L1', more = {}) =>
    announcedLine({
      item: { ...dated, ...more },
      counts: [count(100, 0, { ...(lot && { lot }), ...(expiry && { expiry }) })],
    });

  it.each([
    ['67 of 100 days left', '2026-05-08', []],
    ['66 of 100 days left', '2026-05-07', []],
    ['65 of 100 days left', '2026-05-06', ['LOT_EXPIRY']],
    ['expired', '2026-03-02', ['LOT_EXPIRY']],
    ['no expiry date', undefined, ['LOT_EXPIRY']],
  ])('%s', (_case, expiry, classes) => {
    expect(classesOf(arriving(expiry))).toEqual(classes.length > 0 ? classes : ['CLEAN']);
  });

  it('measures an item without shelf life only by not being expired', () => {
    const endless = { shelfLifeDays: undefined as never };
    expect(classesOf(arriving('2026-03-03', 'L1', endless))).toEqual(['CLEAN']);
    expect(classesOf(arriving('2026-03-02', 'L1', endless))).toEqual(['LOT_EXPIRY']);
  });

  it('wants a lot where the item is controlled', () => {
    expect(
      classesOf(announcedLine({ item: dated, counts: [count(100, 0, { expiry: '2026-12-31' })] })),
    ).toEqual(['LOT_EXPIRY']);
  });

  it("takes the item's own minimum before the limit", () => {
    expect(
      classesOf(arriving('2026-05-06', 'L1', { minimumLife: { numerator: 1, denominator: 2 } })),
    ).toEqual(['CLEAN']);
  });

  it('takes the announced lot and expiry when the dock wrote none down', () => {
    const line = announcedLine({ item: dated, counts: [count(100)] });
    const notice = line.notice && { ...line.notice, lot: 'L7', expiry: '2026-12-31' };
    const { line: after } = settled({ ...line, ...(notice && { notice }) });
    expect(after.classes).toEqual(['CLEAN']);
    expect(after.movements).toMatchObject([{ lot: 'L7' }]);
  });

  it('quarantines only the lot that fails, for inspection', () => {
    const counts = [
      count(60, 0, { lot: 'OLD', expiry: '2026-03-20' }),
      count(40, 0, { lot: 'NEW', expiry: '2026-12-31' }),
    ];
    const { line, asks } = settled(announcedLine({ item: dated, counts }));
    expect(stock(line)).toEqual({ available: 40, quarantine: 60 });
    expect(askOf({ asks }, 'inspection').context).toMatchObject({
      reasons: ['LOT_EXPIRY'],
      plan: { lotSize: 60 },
    });
  });
});

describe('EARLY and LATE', () => {
  const arrived = (day: string, promisedAt = '2026-03-10T12:00:00Z') =>
    [counting(100, 0, { order: { ...order, promisedAt } }), { arrivedAt: `${day}T10:00:00Z` }] as const;
  it.each([
    ['2026-03-06', 'EARLY'],
    ['2026-03-07', 'CLEAN'],
    ['2026-03-10', 'CLEAN'],
    ['2026-03-13', 'CLEAN'],
    ['2026-03-14', 'LATE'],
  ])('arriving on %s for the 10th is %s', (day, expected) => {
    const { line } = settled(...arrived(day));
    expect(line).toMatchObject({ classes: [expected], status: 'settled' });
    expect(stock(line)).toEqual({ available: 100 });
  });

  it('counts days of the site', () => {
    const [line] = arrived('2026-03-07', '2026-03-10T02:00:00Z');
    const at = { arrivedAt: '2026-03-06T10:00:00Z', zone: 'America/Los_Angeles' };
    expect(classesOf(line, at)).toEqual(['CLEAN']);
    expect(classesOf(line, { ...at, zone: 'UTC' })).toEqual(['EARLY']);
  });

  it('stands beside other classes', () => {
    const [line, at] = arrived('2026-03-01');
    expect(classesOf({ ...line, counts: [count(50)] }, at)).toEqual(['SHORT_EXCESS', 'EARLY']);
  });

  it('refuses early goods where the profile says so', () => {
    const strict = { ...settings, default: { ...tolerances, earlyAction: 'REJECT' as const } };
    const [line, at] = arrived('2026-03-01');
    const unloading = settled(line, { ...at, settings: strict, final: false });
    expect(stock(unloading.line)).toEqual({ hold: 100 });
    const { line: after, asks } = settled(unloading.line, { ...at, settings: strict });
    expect(after).toMatchObject({ classes: ['EARLY'], status: 'settled' });
    expect([stock(after), booked(after), asks]).toEqual([{}, 0, []]);
  });
});

describe('NO_ASN', () => {
  const { notice: _, ...bare } = counting(70, 0, { announced: 0 });

  it('posts against the order when only one can be meant', () => {
    const { line, asks } = settled(bare, { withoutNotice: true });
    expect(line).toMatchObject({ classes: ['NO_ASN'], status: 'settled' });
    expect([stock(line), asks]).toEqual([{ available: 70 }, []]);
  });

  it('still weighs an excess', () => {
    expect(classesOf({ ...bare, counts: [count(120)] }, { withoutNotice: true })).toEqual([
      'NO_ASN',
      'OVER_EXCESS',
    ]);
  });

  it('asks which order is meant when several can be', () => {
    const { orderLine: _line, order: _order, ...unplaced } = bare;
    const candidates = [orderLine, { ...orderLine, poId: 'PO-2', poLine: 3 }];
    const { line, asks } = settled({ ...unplaced, accepted: false, candidates }, { withoutNotice: true });
    expect(line).toMatchObject({ classes: ['NO_ASN'], status: 'asking' });
    expect(stock(line)).toEqual({ hold: 70 });
    expect(askOf({ asks }, 'review-order').options.map(({ code }) => code)).toEqual([
      'ASSIGN_ORDER',
      'RETURN',
      'HOLD',
    ]);
  });
});

describe('who is asked', () => {
  it.each([
    [100, 'supervisor', undefined],
    [5_000, 'supervisor', undefined],
    [5_001, 'inventory-manager', undefined],
    [50_000, 'inventory-manager', undefined],
    [50_001, 'inventory-manager', ['inventory-manager', 'finance']],
  ])('20 missing at %i cents: %s', (price, group, approvers) => {
    const ask = askOf(settled(counting(80, 0, priced(price))), 'review-short');
    expect(ask.group).toBe(group);
    expect(ask.approvals?.approvers).toEqual(approvers);
  });

  it('names the options every approver must agree to', () => {
    expect(askOf(settled(counting(80, 0, priced(60_000))), 'review-short').approvals?.options).toEqual([
      'ACCEPT_KEEP_OPEN',
      'ACCEPT_CLOSE_SHORT',
    ]);
    expect(askOf(settled(counting(120, 0, priced(60_000))), 'review-over').approvals?.options).toEqual([
      'ACCEPT_ALL',
      'ACCEPT_TO_TOLERANCE',
    ]);
  });

  it('asks about a barcode that was scanned as a quantity', () => {
    const ask = askOf(settled(counting(4_006_381_333_931, 0, priced(100_000))), 'review-over');
    expect(ask).toMatchObject({
      value: { minor: Number.MAX_SAFE_INTEGER },
      approvals: { approvers: ['inventory-manager', 'finance'] },
    });
  });

  it('reserves the order change for buyers', () => {
    const option = askOf(settled(counting(120)), 'review-over').options.find(
      ({ code }) => code === 'ACCEPT_ALL',
    );
    expect(option?.roles).toEqual(['buyer', 'purchasing']);
  });
});

describe('the cut-over levels', () => {
  it('moves nothing in shadow, but decides the same', () => {
    const shadow = settled(counting(120, 5), { mode: 'shadow' });
    expect(shadow).toMatchObject({
      movements: [],
      followUps: [],
      asks: [],
      line: { status: 'settled', movements: [], asked: [] },
    });
    const { result } = settled(counting(120, 5)).decision;
    expect(shadow.decision.result).toEqual(result);
    expect(shadow.line.classes).toEqual(['OVER_EXCESS', 'DAMAGED']);
  });

  it('proposes once in advise and takes the answer', () => {
    const proposed = settled(counting(120, 5), { mode: 'advise' });
    expect(proposed).toMatchObject({
      movements: [],
      followUps: [],
      line: { status: 'asking', movements: [] },
    });
    expect(askOf(proposed, 'proposal').context).toMatchObject({
      classes: ['OVER_EXCESS', 'DAMAGED'],
      movements: [
        { quantity: 100, to: 'available' },
        { quantity: 5, to: 'damaged' },
        { quantity: 20, to: 'hold' },
      ],
      questions: [{ step: 'review-over' }],
    });
    expect(settled(proposed.line, { mode: 'advise' }).asks).toEqual([]);
    const fact = (option: string) => ({
      ...proposed.line,
      answers: [{ taskId: 't', step: 'proposal' as const, round: 1, option, by: 'b', at: context.now }],
    });
    expect(settled(fact('POSTED'), { mode: 'advise' }).line.status).toBe('settled');
    expect(settled(fact('EXPIRED'), { mode: 'advise' }).line.status).toBe('parked');
  });

  it('proposes anew when more arrives, and when a correction takes it back', () => {
    const first = settled(counting(100), { mode: 'advise' }).line;
    const again = settled({ ...first, counts: [...first.counts, count(10)] }, { mode: 'advise' });
    expect(again).toMatchObject({
      withdrawn: ['proposal#1'],
      asks: [{ step: 'proposal', round: 2 }],
      line: { status: 'asking' },
    });
    const back = settled({ ...again.line, counts: again.line.counts.slice(0, 1) }, { mode: 'advise' });
    expect(back).toMatchObject({ withdrawn: ['proposal#2'], asks: [{ step: 'proposal', round: 3 }] });
  });
});

describe('the decision record', () => {
  it('says what went in, which limits held and where they came from', () => {
    const { decision } = settled(counting(120, 0, { limits: undefined as never }));
    expect(decision).toMatchObject({
      ruleId: 'receiving.settle',
      ruleVersion: 1,
      line: 1,
      at: context.now,
      inputs: { ordered: 100, open: 100, good: 120, damaged: 0, announced: 100 },
      thresholds: { overPercent: { value: tolerances.overPercent, level: 'default' } },
      result: { classes: ['OVER_EXCESS'], over: 20, status: 'asking' },
    });
  });

  it('differs only where a threshold differs', () => {
    const line = counting(104);
    const strict = {
      ...settings,
      default: { ...tolerances, overPercent: { numerator: 3, denominator: 100 } },
    };
    const [loose, tight] = [settled(line).decision, settled(line, { settings: strict }).decision];
    expect(tight.inputs).toEqual(loose.inputs);
    expect(tight.id).toBe(loose.id);
    expect({ ...tight.thresholds, overPercent: null }).toEqual({ ...loose.thresholds, overPercent: null });
    expect([loose.result, tight.result]).toMatchObject([
      { classes: ['OVER_IN'] },
      { classes: ['OVER_EXCESS'] },
    ]);
  });
});
