import { describe, expect, it } from 'vitest';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { Floor, OTHER, SITE, usd } from './floor.ts';

/** What is refused half-way is taken back, last done first undone, and the next way out counts (rule 4.7). */

/** Refuses a call of a system so many times. */
function refuse(floor: Floor, call: string, times = 1): void {
  let left = times;
  floor.world.fault = (moment, name) => {
    if (moment === 'before' && name === call && left-- > 0) throw new AdapterRejected(`${call} is refused`);
  };
}
const other = {
  sites: [{ site: OTHER, available: 20, extraCost: usd(10), arrivesOn: '2026-03-05' }],
};
const nothingFound = ({ ids }: Floor) => ({
  line: { orderLineId: 'SO-1-1', sku: 'OATS', quantity: 10 },
  pick: { bin: 'A-1', found: 0, counted: 0, pickTaskId: ids.pickTaskId },
});

describe('a plan that is refused', () => {
  it('at its last step: the 940 is cancelled, the stock released, the line restored', async () => {
    const floor = await Floor.of({ sourcing: other, order: { splitAllowed: false } });
    refuse(floor, 'wms.cancelPickTask');
    await floor.report(nothingFound(floor));
    expect(await floor.problems()).toEqual([]);
    expect(floor.picks()).toEqual([
      [SITE, 'open', 'A-1:10'],
      [OTHER, 'cancelled', ':10'],
    ]);
    expect(await floor.stock('OATS', OTHER)).toEqual({ available: 50, hold: 0, free: 50, reserved: {} });
    expect(floor.lines()).toEqual([['OATS', SITE, 10, 0]]);
    expect((await floor.body())?.resolved).toBeUndefined();
    expect((await floor.tasks()).map(({ step, state }) => [step, state])).toEqual([['ladder', 'OPEN']]);
    // Then the next look asks for the order, its places and its sources.
    const undone = floor.world.calls.filter((name) =>
      ['WmsAdapter', 'MoveStock', 'OmsAdapter'].includes(name),
    );
    expect(undone.slice(-6, -3)).toEqual(['WmsAdapter', 'MoveStock', 'OmsAdapter']);
  });

  it('may be chosen again by the person who is asked then', async () => {
    const floor = await Floor.of({ sourcing: other, order: { splitAllowed: false } });
    refuse(floor, 'wms.cancelPickTask');
    await floor.report(nothingFound(floor));
    await floor.answer('OTHER_SITE');
    expect(await floor.outcome()).toBe('other_site');
    expect(floor.lines()).toEqual([
      ['OATS', SITE, 0, 10],
      ['OATS', OTHER, 10, 0],
    ]);
  });

  it('by the warehouse: the units that were reserved for the new pick are free again, and the next step counts', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    refuse(floor, 'wms.createPickTask');
    await floor.report();
    expect(await floor.outcome()).toBe('split');
    expect(await floor.stock()).toEqual({ available: 12, hold: 3, free: 5, reserved: { 'SO-1-1': 7 } });
  });

  it('by our own book, because others were first: nothing is picked', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.reserveForOthers(3);
    await floor.report();
    expect(await floor.outcome()).toBe('split');
    expect(floor.picks()).toHaveLength(1);
  });

  it('after units were opened again: they are with the warehouse as before', async () => {
    const floor = await Floor.of({ order: { splitAllowed: false }, sourcing: { backorderable: false } });
    refuse(floor, 'oms.cancelLine');
    await floor.report();
    expect(floor.line()).toMatchObject({ allocated: 10, released: 10, cancelled: 0 });
    expect(floor.fake('oms').effects()).toMatchObject({ backorder: 1, revertBackorder: 1 });
  });

  it('because the old label stays: the new one is void', async () => {
    const floor = await Floor.of();
    refuse(floor, 'tms.voidLabel');
    await floor.report({ type: 'LABEL_FAIL' });
    expect(floor.list('tms', 'labels').map(({ takenBack }) => takenBack !== undefined)).toEqual([
      false,
      true,
    ]);
    expect((await floor.tasks()).map(({ step }) => step)).toEqual(['label-check']);
  });

  it('because the old label stays: the next carrier has neither label nor booking', async () => {
    const carriers = [
      { carrier: 'SWIFT', cutOff: '10:30', days: 1 },
      { carrier: 'RAPID', cutOff: '16:00', days: 1 },
    ];
    const floor = await Floor.of({ carriers });
    refuse(floor, 'tms.voidLabel');
    await floor.report({ type: 'CARRIER_MISS' });
    expect(await floor.outcome()).toBe('promise_review');
    expect(floor.list<{ status: string }>('tms', 'shipments').map(({ status }) => status)).toEqual([
      'booked',
      'void',
    ]);
    expect(floor.list('tms', 'labels').map(({ takenBack }) => takenBack !== undefined)).toEqual([
      false,
      true,
    ]);
  });

  it('and cannot be taken back is a case, and nothing automatic follows', async () => {
    const floor = await Floor.of();
    refuse(floor, 'tms.voidLabel', 2);
    await floor.report({ type: 'LABEL_FAIL' });
    expect(await floor.cases()).toContain('COMPENSATION_FAILED');
    expect(await floor.row('EX-1', 'LABEL_FAIL')).toMatchObject({
      state: 'BLOCKED',
      dueAt: '2026-03-03T15:00:00.000Z',
    });
    const before = floor.fake('tms').effects();
    await floor.until('2026-03-03T16:00:00.000Z');
    expect(floor.fake('tms').effects()).toEqual(before);
    expect(await floor.problems()).toEqual([]);
  });
});

describe('what is not needed', () => {
  it('may be refused: a bin nobody knows stops no pick, and the reported units are held', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    refuse(floor, 'wms.setBinQuantity');
    await floor.report();
    expect(await floor.stock()).toMatchObject({ hold: 3 });
    expect(floor.published('CountRequested')).toHaveLength(1);
    expect([await floor.outcome(), await floor.cases()]).toEqual(['other_bin', ['INTEGRATION_REJECTED']]);
  });

  it('may be refused: a picked line waits all the same, and its pick is somebody’s case', async () => {
    const floor = await Floor.of({ order: { splitAllowed: false } });
    refuse(floor, 'wms.cancelPickTask');
    await floor.report();
    expect(await floor.outcome()).toBe('back_order');
    expect(await floor.cases()).toEqual(['INTEGRATION_REJECTED']);
  });
});

describe('an exception no system settles', () => {
  it('is blocked with a case, and tried again every hour', async () => {
    const floor = await Floor.of({
      order: { splitAllowed: false },
      sourcing: { sites: other.sites.map((one) => ({ ...one, extraCost: usd(900) })) },
    });
    refuse(floor, 'oms.backorder', 1);
    await floor.report();
    await floor.until('2026-03-02T15:30:00.000Z');
    expect(await floor.cases()).toContain('EXCEPTION_BLOCKED');
    expect(await floor.row()).toMatchObject({ state: 'BLOCKED', dueAt: '2026-03-02T16:30:00.000Z' });
    await floor.until('2026-03-02T16:29:00.000Z');
    expect(await floor.outcome()).toBeUndefined();
    await floor.until('2026-03-02T16:30:00.000Z');
    expect(await floor.outcome()).toBe('back_order');
  });
});
