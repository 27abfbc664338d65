import { describe, expect, it } from 'vitest';
import type { ReportedException } from '../../../events/fulfillment.ts';
import { seededLine } from '../../adapters/oms/orders.ts';
import { Floor, SITE, usd } from './floor.ts';

/** The other types of rule 5.9, each with its limits and every answer. */

type Change = Partial<ReportedException>;
const scan = (failures: number): Change => ({
  type: 'SCAN_FAIL',
  scan: { deviceId: 'RF-17', failures, firstFailedAt: '2026-03-02T14:50:00Z' },
});
const weighed = (expectedGrams: number, actualGrams: number): Change => ({
  type: 'WEIGHT_MISMATCH',
  weight: { expectedGrams, actualGrams },
});
const labels = (floor: Floor) =>
  floor
    .list<{ weightGrams: number }>('tms', 'labels')
    .map(({ weightGrams, takenBack }) => [weightGrams, takenBack]);

describe('a scan that fails', () => {
  it.each([
    [1, 'rescan', 0, 0],
    [2, undefined, 1, 0],
    [3, undefined, 1, 1],
    [4, undefined, 1, 1],
  ])(
    '%i times: scanned again, then somebody looks, then it is a pattern',
    async (failures, outcome, tasks, patterns) => {
      const floor = await Floor.of();
      await floor.report(scan(failures));
      expect(await floor.problems()).toEqual([]);
      expect(await floor.outcome()).toBe(outcome);
      expect((await floor.tasks()).map(({ step }) => step)).toEqual(Array(tasks).fill('label-check'));
      expect(floor.published('PatternDetected')).toHaveLength(patterns);
    },
  );

  it('is a pattern of its device, with evidence and an action for a person to choose', async () => {
    const floor = await Floor.of();
    await floor.report(scan(3));
    expect(floor.published('PatternDetected')).toEqual([
      {
        pattern: 'SCAN_FAILURES',
        subject: { kind: 'device', id: 'RF-17' },
        window: { from: '2026-03-02T14:50:00.000Z', to: '2026-03-02T15:00:00.000Z' },
        evidence: [expect.stringMatching(/^event-/)],
        suggestedAction: 'DEVICE_CHECK',
      },
    ]);
  });

  it.each([
    [
      'RELABEL',
      'relabel',
      [
        [2_000, 'SCAN_FAIL'],
        [2_000, undefined],
      ],
    ],
    ['RESCAN', 'rescan', [[2_000, undefined]]],
    ['BACK_ORDER', 'back_order', [[2_000, 'SCAN_FAIL']]],
  ])('is settled by %s', async (option, outcome, left) => {
    const floor = await Floor.of();
    await floor.report(scan(2));
    await floor.answer(option);
    expect(await floor.problems()).toEqual([]);
    expect([await floor.outcome(), labels(floor)]).toEqual([outcome, left]);
  });
});

describe('a label that fails', () => {
  it('is printed anew, and the old one is void', async () => {
    const floor = await Floor.of();
    await floor.report({ type: 'LABEL_FAIL' });
    expect([await floor.outcome(), labels(floor)]).toEqual([
      'relabel',
      [
        [2_000, 'LABEL_FAIL'],
        [2_000, undefined],
      ],
    ]);
  });

  it('and cannot be printed is looked at by somebody, who may try again', async () => {
    const floor = await Floor.of();
    floor
      .fake('tms')
      .seed({ shipments: [{ shipmentId: floor.ids.shipmentId, orderId: 'SO-1', status: 'void' }] });
    await floor.report({ type: 'LABEL_FAIL' });
    expect((await floor.tasks()).map(({ step }) => step)).toEqual(['label-check']);
    floor
      .fake('tms')
      .seed({ shipments: [{ shipmentId: floor.ids.shipmentId, orderId: 'SO-1', status: 'booked' }] });
    await floor.answer('RELABEL');
    expect(await floor.outcome()).toBe('relabel');
  });
});

describe('a weight', () => {
  it.each([
    [2_000, 2_099, 'within_tolerance'],
    [2_000, 2_100, 'within_tolerance'],
    [2_000, 2_101, undefined],
    [2_000, 1_900, 'within_tolerance'],
    [2_000, 1_899, undefined],
    [1_000, 1_049, 'within_tolerance'],
    [1_000, 1_050, 'within_tolerance'],
    [1_000, 1_051, undefined],
    [3_000, 3_100, 'within_tolerance'],
    [3_000, 3_101, undefined],
  ])('of %i grams that should be is %i: 5 %% or 100 grams', async (expected, actual, outcome) => {
    const floor = await Floor.of();
    await floor.report(weighed(expected, actual));
    expect(await floor.outcome()).toBe(outcome);
    expect(await floor.tasks()).toHaveLength(outcome ? 0 : 1);
  });

  it.each([
    ['REPACK', 'repack', [[2_000, undefined]]],
    [
      'ACCEPT_WEIGHT',
      'accept_weight',
      [
        [2_000, 'WEIGHT_MISMATCH'],
        [2_500, undefined],
      ],
    ],
    ['BACK_ORDER', 'back_order', [[2_000, 'WEIGHT_MISMATCH']]],
  ])('that is off is settled by %s', async (option, outcome, left) => {
    const floor = await Floor.of();
    await floor.report(weighed(2_000, 2_500));
    await floor.answer(option);
    expect([await floor.outcome(), labels(floor)]).toEqual([outcome, left]);
  });
});

describe('an address that is not valid', () => {
  const held = { holds: [{ kind: 'address', reason: 'unknown street' }] };
  const lifted = (floor: Floor) => {
    const { orders } = floor.fake('oms').state() as { orders: object[] };
    floor.fake('oms').seed({ orders: orders.map((order) => ({ ...order, holds: [] })) });
  };

  it('is cleared once the OMS has the right one, with a new label', async () => {
    const floor = await Floor.of({ order: held });
    await floor.report({ type: 'ADDRESS_INVALID' });
    await floor.answer('CLEARED');
    expect((await floor.tasks()).map(({ round, state }) => [round, state])).toEqual([
      [1, 'ANSWERED'],
      [2, 'OPEN'],
    ]);
    lifted(floor);
    await floor.answer('CLEARED');
    expect(await floor.outcome()).toBe('cleared');
    expect(labels(floor)).toEqual([
      [2_000, 'ADDRESS_INVALID'],
      [2_000, undefined],
    ]);
  });

  it('waits with all its lines when nobody corrects it in time', async () => {
    const more = seededLine('SO-1-2', 4, { sku: 'RICE', site: SITE, allocated: 4, released: 4 });
    const elsewhere = seededLine('SO-1-3', 4, { sku: 'RICE', site: 'DC-SEA', allocated: 4 });
    const floor = await Floor.of({ order: held, lines: [more, elsewhere] });
    await floor.report({ type: 'ADDRESS_INVALID' });
    await floor.until('2026-03-02T15:30:00.000Z');
    expect(await floor.problems()).toEqual([]);
    expect(await floor.outcome()).toBe('back_order');
    expect(floor.lines().map(([, , allocated]) => allocated)).toEqual([0, 0, 4]);
    expect(labels(floor)).toEqual([[2_000, 'ADDRESS_INVALID']]);
    expect(await floor.stock()).toMatchObject({ free: 10, reserved: {} });
  });

  it('waits at once when a person says so', async () => {
    const floor = await Floor.of({ order: held });
    await floor.report({ type: 'ADDRESS_INVALID' });
    await floor.answer('BACK_ORDER');
    expect([
      await floor.outcome(),
      (await floor.body('EX-1', 'ADDRESS_INVALID'))?.resolved?.decidedBy,
    ]).toEqual(['back_order', 'PERSON']);
  });

  it('is cancelled by a person with all its lines', async () => {
    const floor = await Floor.of({ order: held });
    await floor.report({ type: 'ADDRESS_INVALID' });
    await floor.answer('CANCEL_LINE');
    expect(floor.line()).toMatchObject({ allocated: 0, cancelled: 10 });
    expect(floor.published('DemandWithdrawn')).toMatchObject([
      { orderLineId: 'SO-1-1', reason: 'ADDRESS_INVALID' },
    ]);
    expect(await floor.stock()).toMatchObject({ free: 10, reserved: {} });
  });
});

describe('a payment on hold', () => {
  const payment = { authorizationId: 'AUT-7', expiresAt: '2026-03-01T00:00:00Z', amount: usd(4_500) };

  it('is renewed', async () => {
    const floor = await Floor.of({ order: { payment } });
    await floor.report({ type: 'PAYMENT_HOLD' });
    expect(await floor.outcome()).toBe('payment_renewed');
    expect(floor.fake('oms').effects()).toMatchObject({ renewAuthorization: 1 });
  });

  it.each([
    ['CLEARED', 'cleared', 10, 0],
    ['BACK_ORDER', 'back_order', 0, 0],
    ['CANCEL_LINE', 'cancel_line', 0, 10],
  ])('that is declined is settled by %s', async (option, outcome, allocated, cancelled) => {
    const floor = await Floor.of({ order: { payment } });
    floor.fake('oms').seed({ renewals: [{ orderId: 'SO-1', result: 'declined', reason: 'no funds' }] });
    await floor.report({ type: 'PAYMENT_HOLD' });
    expect((await floor.tasks()).map(({ step }) => step)).toEqual(['payment']);
    await floor.answer(option);
    expect([await floor.outcome(), floor.line()]).toMatchObject([outcome, { allocated, cancelled }]);
    expect(floor.fake('oms').effects()).toMatchObject({ renewAuthorization: 1 });
  });
});

describe('damage while packing', () => {
  it('is reported with the units on hold, and the units are picked again', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.report({ type: 'PACK_DAMAGE' });
    expect(await floor.problems()).toEqual([]);
    expect(floor.published('DamageReported')).toMatchObject([
      {
        sku: 'OATS',
        quantity: 3,
        bucket: 'hold',
        place: 'PACKING',
        packState: 'CRUSHED',
        foundBy: 'picker-1',
        evidence: ['photo-1'],
        orderId: 'SO-1',
      },
    ]);
    expect(await floor.outcome()).toBe('other_bin');
    expect(floor.published('CountRequested')).toEqual([]);
    expect(await floor.stock()).toEqual({ available: 12, hold: 3, free: 2, reserved: { 'SO-1-1': 10 } });
  });
});

describe('an oversell', () => {
  it('goes down the ladder without a bin: nothing is held or counted', async () => {
    const floor = await Floor.of();
    await floor.report({ type: 'OVERSELL' });
    expect(await floor.outcome()).toBe('split');
    expect(floor.published('CountRequested')).toEqual([]);
    expect(await floor.stock()).toEqual({ available: 10, hold: 0, free: 3, reserved: { 'SO-1-1': 7 } });
  });

  it('of units that are not with the warehouse only needs a date', async () => {
    const floor = await Floor.of({ line: { allocated: 0, released: 0 } });
    await floor.report({ type: 'OVERSELL' });
    expect(await floor.outcome()).toBe('back_order');
    expect(floor.fake('oms').effects()).toEqual({});
    expect(floor.published('PromiseReviewRequested')).toHaveLength(1);
  });
});

describe.each(['CARRIER_MISS', 'LATE_CUTOFF'] as const)('%s', (type) => {
  const carriers = (days: number) => [
    { carrier: 'SWIFT', cutOff: '10:30', days: 1 },
    { carrier: 'SLOW', cutOff: '16:00', days: days + 1 },
    { carrier: 'RAPID', cutOff: '16:00', days },
  ];

  it.each([
    [1, 'next_carrier'],
    [2, 'next_carrier'],
    [3, 'promise_review'],
  ])(
    'takes the next carrier that meets the promise of the 4th: %i days on the road from the 2nd',
    async (days, outcome) => {
      const floor = await Floor.of({ carriers: carriers(days), line: { promisedAt: '2026-03-04' } });
      await floor.report({ type });
      expect([await floor.outcome(), await floor.problems()]).toEqual([outcome, []]);
      expect(floor.published('PromiseReviewRequested')).toHaveLength(outcome === 'promise_review' ? 1 : 0);
    },
  );

  it('books it, with a label, and voids what the first one had', async () => {
    const floor = await Floor.of({ carriers: carriers(2), line: { promisedAt: '2026-03-04' } });
    await floor.report({ type });
    const shipments = floor.list<{
      status: string;
      shipmentId: string;
      booking: { carrier: string; shipOn: string };
    }>('tms', 'shipments');
    expect(shipments.map(({ status, booking }) => [status, booking.carrier, booking.shipOn])).toEqual([
      ['void', 'SWIFT', '2026-03-02'],
      ['booked', 'RAPID', '2026-03-02'],
    ]);
    expect(labels(floor)).toEqual([
      [2_000, type],
      [2_000, undefined],
    ]);
    expect(floor.published('FulfillmentResolved')).toMatchObject([
      { resolution: 'NEXT_CARRIER', newShipmentId: shipments[1]?.shipmentId },
    ]);
  });

  it.each([
    ['10:44', '2026-03-03'],
    ['10:45', '2026-03-02'],
    ['10:46', '2026-03-02'],
  ])('needs 45 minutes of packing before its cut-off at %s', async (cutOff, shipOn) => {
    const floor = await Floor.of({
      carriers: [
        { carrier: 'SWIFT', cutOff: '10:30', days: 1 },
        { carrier: 'RAPID', cutOff, days: 1 },
      ],
    });
    await floor.report({ type });
    expect(floor.list<{ booking: { shipOn: string } }>('tms', 'shipments')[1]?.booking.shipOn).toBe(shipOn);
  });
});
