import { describe, expect, it } from 'vitest';
import { seededLine, seededOrder } from '../../adapters/oms/orders.ts';
import { Floor, OTHER, SITE, usd } from './floor.ts';

/** The ladder of a short pick, step by step, from the report to what the systems and the books say at the end. */

const site = (extraCost: number, arrivesOn = '2026-03-05', available = 9) => ({
  sites: [{ site: OTHER, available, extraCost: usd(extraCost), arrivesOn }],
});
const barley = (minor: number) => ({
  substitutes: [{ sku: 'BARLEY', available: 40, unitPrice: { minor, per: 1, currency: 'USD' } }],
});

describe('every short pick', () => {
  it('sets the bin to what was counted, holds what is missing, and has the bin counted', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.report();
    expect(await floor.problems()).toEqual([]);
    expect(floor.list('wms', 'binStock')).toMatchObject([
      { bin: 'A-1', quantity: 7 },
      { bin: 'A-2', quantity: 5 },
    ]);
    expect(floor.published('CountRequested')).toMatchObject([
      { sku: 'OATS', bin: 'A-1', trigger: 'SHORT_PICK', requestedBy: 'fulfillment-exception:SO-1-1/EX-1' },
    ]);
    expect(await floor.stock()).toEqual({ available: 12, hold: 3, free: 2, reserved: { 'SO-1-1': 10 } });
  });
});

describe('the first step that fits', () => {
  it('is another bin', async () => {
    const floor = await Floor.of({
      bins: [
        { bin: 'A-2', quantity: 2 },
        { bin: 'A-3', quantity: 5 },
      ],
    });
    await floor.report();
    expect(await floor.problems()).toEqual([]);
    expect(await floor.outcome()).toBe('other_bin');
    expect(floor.picks()).toEqual([
      [SITE, 'open', 'A-1:10'],
      [SITE, 'open', 'A-2:2', 'A-3:1'],
    ]);
    expect(floor.published('FulfillmentResolved')).toMatchObject([
      { exceptionId: 'EX-1', orderLineId: 'SO-1-1', resolution: 'OTHER_BIN', decidedBy: 'RULE' },
    ]);
    expect(await floor.tasks()).toEqual([]);
  });

  it.each([
    [2, 'split'],
    [3, 'other_bin'],
    [4, 'other_bin'],
  ])('needs all missing units in other bins: %i of 3', async (quantity, outcome) => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity }] });
    await floor.report();
    expect([await floor.outcome(), await floor.problems()]).toEqual([outcome, []]);
  });

  const lots = [
    { lot: 'L1', expiry: '2026-05-01' },
    { lot: 'L2', expiry: '2026-04-20' },
    { lot: 'L3', expiry: '2026-04-10' },
  ];
  const short = ({ ids }: Floor, lot: string) => ({
    pick: { bin: 'A-1', lot, found: 7, counted: 7, pickTaskId: ids.pickTaskId },
  });

  it('is another bin of the same lot before another lot, and then the lot that expires first', async () => {
    const bins = [
      { bin: 'A-2', lot: 'L2', quantity: 3 },
      { bin: 'A-3', lot: 'L3', quantity: 3 },
    ];
    const same = await Floor.of({ bins, lots, lot: 'L2' });
    await same.report(short(same, 'L2'));
    expect([await same.outcome(), same.picks().at(-1)]).toEqual(['other_bin', [SITE, 'open', 'A-2:3']]);
    const other = await Floor.of({ bins, lots, lot: 'L1' });
    await other.report(short(other, 'L1'));
    expect([await other.outcome(), other.picks().at(-1)]).toEqual(['other_lot', [SITE, 'open', 'A-3:3']]);
  });

  it.each([
    [38, 'other_lot'],
    [39, 'other_lot'],
    [40, 'split'],
  ])('is a lot that lasts the %i days the customer wants: it lasts 39', async (minimumLifeDays, outcome) => {
    const floor = await Floor.of({
      bins: [{ bin: 'A-3', lot: 'L3', quantity: 3 }],
      lots,
      lot: 'L1',
      line: { minimumLifeDays },
    });
    await floor.report(short(floor, 'L1'));
    expect(await floor.outcome()).toBe(outcome);
  });

  it.each([
    [53, 'other_site'],
    [54, 'other_site'],
    [55, 'split'],
  ])('is another site that costs %i more: 15 %% of the margin is 54', async (extraCost, outcome) => {
    const floor = await Floor.of({ sourcing: site(extraCost), line: { promisedAt: '2026-03-05' } });
    await floor.report();
    expect([await floor.outcome(), await floor.problems()]).toEqual([outcome, []]);
  });

  it.each([
    ['2026-03-04', 'other_site'],
    ['2026-03-05', 'other_site'],
    ['2026-03-06', 'split'],
  ])('is another site from which it arrives on %s: promised is the 5th', async (arrivesOn, outcome) => {
    const floor = await Floor.of({ sourcing: site(10, arrivesOn), line: { promisedAt: '2026-03-05' } });
    await floor.report();
    expect(await floor.outcome()).toBe(outcome);
  });

  it.each([
    [2, 'split'],
    [3, 'other_site'],
  ])('is another site that has all of it: %i of 3', async (available, outcome) => {
    const floor = await Floor.of({ sourcing: site(10, '2026-03-05', available) });
    await floor.report();
    expect(await floor.outcome()).toBe(outcome);
  });

  it('from another site leaves by a line of its own, reserved and picked there', async () => {
    const floor = await Floor.of({ sourcing: site(10) });
    await floor.report();
    expect(floor.lines()).toEqual([
      ['OATS', SITE, 7, 3],
      ['OATS', OTHER, 3, 0],
    ]);
    const [resolved] = floor.published('FulfillmentResolved') as { newOrderLineId: string }[];
    expect(await floor.stock('OATS', OTHER)).toEqual({
      available: 50,
      hold: 0,
      free: 47,
      reserved: { [resolved?.newOrderLineId ?? '']: 3 },
    });
    expect(floor.picks().at(-1)).toEqual([OTHER, 'open', ':3']);
    expect(await floor.stock()).toEqual({ available: 7, hold: 3, free: 0, reserved: { 'SO-1-1': 7 } });
  });

  it.each([
    [404, 'split'],
    [405, 'substitute'],
    [494, 'substitute'],
    [495, 'substitute'],
    [496, 'split'],
  ])('is a substitute for %i instead of 450, 10 %% up or down', async (price, outcome) => {
    const floor = await Floor.of({ sourcing: barley(price), order: { substitutesAllowed: true } });
    await floor.report();
    expect([await floor.outcome(), await floor.problems()]).toEqual([outcome, []]);
  });

  it('is a substitute only where the customer opted in', async () => {
    const floor = await Floor.of({ sourcing: barley(450), order: { substitutesAllowed: false } });
    await floor.report();
    expect(await floor.outcome()).toBe('split');
  });

  it('sends a substitute by a line of its own, reserved and picked here', async () => {
    const floor = await Floor.of({ sourcing: barley(450), order: { substitutesAllowed: true } });
    await floor.report();
    expect(floor.lines()).toEqual([
      ['OATS', SITE, 7, 3],
      ['BARLEY', SITE, 3, 0],
    ]);
    expect(await floor.stock('BARLEY')).toMatchObject({ available: 50, free: 47 });
  });

  it.each([
    [2_999, 'back_order', 'CLOCK'],
    [3_000, 'split', 'RULE'],
    [3_001, 'split', 'RULE'],
  ])(
    'is two parcels when what leaves now is worth %i: 30 is the least',
    async (minor, outcome, decidedBy) => {
      const floor = await Floor.of({ line: { unitPrice: { minor, per: 7, currency: 'USD' } } });
      await floor.report();
      await floor.until('2026-03-02T15:30:00.000Z');
      expect([await floor.outcome(), (await floor.body())?.resolved?.decidedBy]).toEqual([
        outcome,
        decidedBy,
      ]);
    },
  );

  it('counts other lines of the parcel, and no parcel at all is none', async () => {
    const few = { unitPrice: { minor: 100, per: 1, currency: 'USD' } };
    const more = seededLine('SO-1-2', 9, { sku: 'RICE', site: SITE, allocated: 9, released: 9 });
    const floor = await Floor.of({ line: few, lines: [more] });
    await floor.report();
    expect(await floor.outcome()).toBe('split');
    const none = await Floor.of();
    await none.report({
      line: { orderLineId: 'SO-1-1', sku: 'OATS', quantity: 10 },
      pick: { bin: 'A-1', found: 0, counted: 0, pickTaskId: none.ids.pickTaskId },
    });
    expect(await none.outcome()).toBe('back_order');
  });

  it('in two parcels asks for supply and a new date for what is missing, and keeps the rest', async () => {
    const floor = await Floor.of();
    await floor.report();
    expect(floor.line()).toMatchObject({ ordered: 10, allocated: 7, released: 7, cancelled: 0 });
    expect(floor.published('ReservationEnded')).toMatchObject([
      { orderLineId: 'SO-1-1', quantity: 3, reason: 'EXCEPTION' },
    ]);
    expect(floor.published('PromiseReviewRequested')).toMatchObject([{ orderIds: ['SO-1'] }]);
    expect(await floor.stock()).toEqual({ available: 7, hold: 3, free: 0, reserved: { 'SO-1-1': 7 } });
    expect(floor.list('tms', 'labels')[0]?.takenBack).toBeUndefined();
  });

  it('is to wait as a whole where it may not be split: no parcel, no label, no reservation', async () => {
    const floor = await Floor.of({ order: { splitAllowed: false } });
    await floor.report();
    expect(await floor.outcome()).toBe('back_order');
    expect(floor.line()).toMatchObject({ allocated: 0, released: 0, cancelled: 0 });
    expect(floor.picks()).toEqual([[SITE, 'cancelled', 'A-1:10']]);
    expect(floor.list('tms', 'labels')[0]?.takenBack).toBe('SHORT_PICK');
    expect(floor.list<{ status: string }>('tms', 'shipments')[0]?.status).toBe('void');
    expect(floor.published('ReservationEnded')).toMatchObject([{ quantity: 10 }]);
    expect(await floor.stock()).toEqual({ available: 7, hold: 3, free: 7, reserved: {} });
  });

  it('is to cancel what nobody supplies anymore, and somebody tells the customer', async () => {
    const floor = await Floor.of({ order: { splitAllowed: false }, sourcing: { backorderable: false } });
    await floor.report();
    expect(await floor.outcome()).toBe('cancel_line');
    expect(floor.line()).toMatchObject({ allocated: 7, released: 7, cancelled: 3 });
    expect(floor.list('crm', 'tasks')).toMatchObject([
      {
        customerId: 'C-1',
        subject: expect.stringContaining('3 of SO-1-1 are cancelled'),
        dueAt: '2026-03-02T19:00:00.000Z',
      },
    ]);
    expect(floor.refunds()).toEqual([['SO-1-1', 1_350]]);
    expect(floor.published('DemandWithdrawn')).toEqual([]);
    expect(await floor.stock()).toMatchObject({ free: 0, reserved: { 'SO-1-1': 7 } });
  });

  it('says why, with the level each limit came from', async () => {
    const floor = await Floor.of({
      sourcing: site(60),
      settings: { sites: { [SITE]: { siteCostShare: { numerator: 20, denominator: 100 } } } },
    });
    await floor.report();
    expect(await floor.outcome()).toBe('other_site');
    expect((await floor.decisions('resolution')).at(-1)).toMatchObject({
      thresholds: { siteCostShare: { level: 'site' }, splitValue: { value: 3_000, level: 'default' } },
      result: { resolution: 'OTHER_SITE', decidedBy: 'RULE' },
    });
  });
});

describe('a question, when a step is beyond its limit', () => {
  const over = {
    sourcing: { ...site(900), ...barley(900) },
    order: { splitAllowed: false, substitutesAllowed: true },
  };
  const cheap = { unitPrice: { minor: 10, per: 1, currency: 'USD' } };

  it('names the steps that could be taken, what they are worth, and the deadline', async () => {
    const floor = await Floor.of(over);
    await floor.report();
    expect(await floor.tasks()).toMatchObject([
      {
        step: 'ladder',
        group: 'supervisor',
        value: { minor: 1_350, currency: 'USD' },
        dueAt: '2026-03-02T15:30:00.000Z',
        reminderAt: '2026-03-02T15:15:00.000Z',
        parkAt: '2026-03-02T15:30:00.000Z',
      },
    ]);
    expect((await floor.tasks())[0]?.options.map(({ code }) => code)).toEqual([
      'OTHER_SITE',
      'SUBSTITUTE',
      'BACK_ORDER',
      'CANCEL_LINE',
    ]);
    expect((await floor.row())?.state).toBe('REVIEW');
  });

  it.each([
    ['OTHER_SITE', over],
    ['SUBSTITUTE', over],
    ['SPLIT', { line: cheap }],
    ['BACK_ORDER', over],
    ['CANCEL_LINE', over],
  ] as const)('does what a person chooses: %s', async (option, setting) => {
    const floor = await Floor.of(setting);
    await floor.report();
    await floor.answer(option);
    expect(await floor.problems()).toEqual([]);
    expect(floor.published('FulfillmentResolved')).toMatchObject([
      { resolution: option, decidedBy: 'PERSON' },
    ]);
    expect(await floor.outcome()).toBe(option.toLowerCase());
  });

  it('is asked again when what was chosen is not there anymore', async () => {
    const floor = await Floor.of(over);
    await floor.report();
    floor
      .fake('oms')
      .seed({ sourcing: [{ orderLineId: 'SO-1-1', sites: [], ...barley(900), backorderable: true }] });
    await floor.answer('OTHER_SITE');
    expect((await floor.tasks()).map(({ step, round, state }) => [step, round, state])).toEqual([
      ['ladder', 1, 'ANSWERED'],
      ['ladder', 2, 'OPEN'],
    ]);
    await floor.answer('SUBSTITUTE');
    expect(await floor.outcome()).toBe('substitute');
  });

  it('ends when the order has shipped meanwhile', async () => {
    const floor = await Floor.of(over);
    await floor.report();
    floor
      .fake('oms')
      .seed({ orders: [seededOrder('SO-1', [seededLine('SO-1-1', 10)], { status: 'shipped' })] });
    await floor.until('2026-03-02T15:30:00.000Z');
    expect(await floor.outcome()).toBe('obsolete');
    expect((await floor.tasks()).map(({ state }) => state)).not.toContain('OPEN');
  });
});
