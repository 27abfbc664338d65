import { describe, expect, it } from 'vitest';
import { seededLine, seededOrder } from '../../adapters/oms/orders.ts';
import { releaseRoom } from '../backorder-release/functions.ts';
import { promiseRoom } from '../order-promise/functions.ts';
import { Floor, SITE } from './floor.ts';

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
