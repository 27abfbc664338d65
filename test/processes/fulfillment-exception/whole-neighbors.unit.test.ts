import { describe, expect, it } from 'vitest';
import { DamageReported } from '../../../events/damage.ts';
import { seededLine, seededOrder } from '../../adapters/oms/orders.ts';
import { releaseRoom } from '../backorder-release/functions.ts';
import { damageRoom } from '../damaged-goods/functions.ts';
import { promiseRoom } from '../order-promise/functions.ts';
import { Floor, type Setting, SITE, STARTS } from './floor.ts';

/** What an exception asks of its neighbors, with the neighbors in the same world. */

const cutover = { rooms: [releaseRoom, promiseRoom] };
const processes = (floor: Floor) =>
  (floor.published('ProcessStarted') as { processId: string }[]).map(({ processId }) => processId);
const cases = (floor: Floor) =>
  (floor.published('CaseOpened') as { class: string }[]).map((one) => one.class);

describe('a line that has to wait', () => {
  it('starts a release of its item, which gives its units to who is first, and a look at its promise', async () => {
    const floor = await Floor.of({ ...cutover, order: { splitAllowed: false } });
    const waiting = seededLine('SO-2-1', 5, { sku: 'OATS', site: SITE, segment: 'WIN' });
    floor.fake('oms').seed({ orders: [seededOrder('SO-2', [waiting])] });
    await floor.report();
    expect(await floor.problems()).toEqual([]);
    expect(processes(floor)).toEqual(
      expect.arrayContaining([`backorder-release:${SITE}/exception/EX-1`, 'order-promise:SO-1']),
    );
    expect(floor.line('SO-2-1')).toMatchObject({ allocated: 5 });
    const { available, hold, free, reserved } = await floor.stock();
    expect({ available, hold, free }).toEqual({ available: 7, hold: 3, free: 7 - total(reserved) });
  });
});

describe('two short picks of one line', () => {
  const both = async () => {
    const floor = await Floor.of({
      ...cutover,
      settings: { splitValue: 100_000 },
      line: { segment: 'GAIN' },
    });
    await floor.report();
    const pick = { bin: 'A-1', found: 5, counted: 5, pickTaskId: floor.ids.pickTaskId };
    const line = { orderLineId: 'SO-1-1', sku: 'OATS', quantity: 2 };
    await floor.report({ exceptionId: 'EX-2', line, pick });
    expect(await floor.stock()).toEqual({ available: 5, hold: 5, free: 0, reserved: { 'SO-1-1': 5 } });
    return floor;
  };
  const outcomes = async (floor: Floor) => [
    (await floor.row('EX-1'))?.outcome,
    (await floor.row('EX-2'))?.outcome,
  ];

  it('take nothing back of what was released to it after the other waited with the whole line', async () => {
    const floor = await both();
    await floor.answer('BACK_ORDER');
    expect(await floor.stock()).toMatchObject({ free: 0, reserved: { 'SO-1-1': 5 } });
    await floor.until('2026-03-02T15:30:00.000Z');
    expect(await outcomes(floor)).toEqual(['obsolete', 'back_order']);
    expect(floor.line()).toMatchObject({ allocated: 5, released: 5 });
    expect(await floor.stock()).toMatchObject({ free: 0, reserved: { 'SO-1-1': 5 } });
    expect(floor.picks().map(([, state]) => state)).toEqual(['cancelled', 'open']);
    expect(await floor.problems()).toEqual([]);
  });

  it('cancel also what was released to it after the other let the rest go', async () => {
    const floor = await both();
    await floor.move('OATS', 10);
    floor.fake('wms').seed({ stock: [{ site: SITE, sku: 'OATS', status: 'available', quantity: 15 }] });
    await floor.answer('SPLIT');
    expect(floor.line()).toMatchObject({ allocated: 10 });
    expect(floor.picks().map(([, state]) => state)).toEqual(['open', 'open']);
    await floor.until('2026-03-02T15:30:00.000Z');
    expect(await outcomes(floor)).toEqual(['back_order', 'split']);
    expect(floor.picks().map(([, state]) => state)).toEqual(['cancelled', 'cancelled', 'open']);
    expect(floor.line()).toMatchObject({ allocated: 10, released: 10 });
    expect(await floor.stock()).toMatchObject({ available: 15, free: 5, reserved: { 'SO-1-1': 10 } });
    expect(await floor.problems()).toEqual([]);
  });
});

describe('damage of units that are reserved', () => {
  const damaged = async (quantity: number, setting: Setting = {}) => {
    const floor = await Floor.of({ rooms: [damageRoom], ...setting });
    await floor.tell(DamageReported, {
      damageId: 'DMG-1',
      sku: 'OATS',
      quantity,
      bucket: 'available',
      place: 'STORAGE',
      packState: 'CRUSHED',
      notedOnDelivery: false,
      foundBy: 'picker-2',
      foundAt: STARTS,
      evidence: ['photo-1'],
    });
    expect(await floor.problems()).toEqual([]);
    return floor;
  };
  const spare = { bins: [{ bin: 'A-2', quantity: 5 }] };

  it.each([
    [4, []],
    [5, []],
    [6, [['OVERSELL', 'SO-1-1', 'split']]],
  ])('of %i of 15, 10 of them reserved', async (quantity, settled) => {
    const floor = await damaged(quantity, spare);
    const resolved = floor.published('FulfillmentResolved') as Record<string, string>[];
    expect(
      resolved.map(({ type, orderLineId, resolution }) => [type, orderLineId, resolution?.toLowerCase()]),
    ).toEqual(settled);
  });

  it('takes what is missing off its line, and no more', async () => {
    const floor = await damaged(3);
    expect(await floor.stock()).toEqual({ available: 7, hold: 0, free: 0, reserved: { 'SO-1-1': 7 } });
    expect(floor.line()).toMatchObject({ allocated: 7 });
    expect(floor.published('ReservationEnded')).toMatchObject([{ orderLineId: 'SO-1-1', quantity: 3 }]);
  });

  it('is one exception a damage, also for the one after it', async () => {
    const floor = await damaged(3);
    await floor.tell(DamageReported, {
      damageId: 'DMG-2',
      sku: 'OATS',
      quantity: 2,
      bucket: 'available',
      place: 'STORAGE',
      packState: 'WET',
      notedOnDelivery: false,
      foundBy: 'picker-2',
      foundAt: STARTS,
      evidence: ['photo-2'],
    });
    expect(await floor.problems()).toEqual([]);
    expect(await floor.rows()).toHaveLength(2);
    expect(await floor.stock()).toEqual({ available: 5, hold: 0, free: 0, reserved: { 'SO-1-1': 5 } });
  });

  it.each([
    ['act', false],
    ['advise', true],
  ] as const)('is an oversell for a person only where exceptions do not act: %s', async (level, expected) => {
    const floor = await damaged(3, { rooms: [damageRoom, releaseRoom], level });
    expect(cases(floor).includes('OVERSOLD')).toBe(expected);
  });

  it('found while packing starts no second exception', async () => {
    const floor = await Floor.of({ rooms: [damageRoom], ...spare });
    await floor.report({ type: 'PACK_DAMAGE' });
    expect(await floor.problems()).toEqual([]);
    expect(processes(floor).map((processId) => processId.split(':')[0])).toEqual([
      'fulfillment-exception',
      'damaged-goods',
    ]);
  });
});

describe('units that go', () => {
  it('are no oversell: neither those nobody found nor those that left', async () => {
    const floor = await Floor.of(cutover);
    await floor.report();
    await floor.ship(7);
    expect(await floor.problems()).toEqual([]);
    expect(cases(floor)).not.toContain('OVERSOLD');
    expect(await floor.stock()).toEqual({ available: 0, hold: 3, free: 0, reserved: {} });
  });
});

const total = (reserved: Readonly<Record<string, number>>) =>
  Object.values(reserved).reduce((sum, units) => sum + units, 0);
