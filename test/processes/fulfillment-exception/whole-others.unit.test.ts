import { describe, expect, it } from 'vitest';
import { AdapterRejected, AdapterUnavailable, WriteConflict } from '../../../lambdas/shared/errors.ts';
import { Floor, OTHER, SITE, usd } from './floor.ts';

const over = {
  sourcing: { sites: [{ site: OTHER, available: 9, extraCost: usd(900), arrivesOn: '2026-03-05' }] },
  order: { splitAllowed: false },
};
const away = (floor: Floor, system: string) => {
  floor.world.fault = (moment, name) => {
    if (moment === 'before' && name.startsWith(`${system}.`)) throw new AdapterUnavailable('away');
  };
};

describe('a system that is away', () => {
  it.each(['oms', 'tms', 'wms'])('%s: the exception waits for it and goes on', async (system) => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    away(floor, system);
    await floor.report();
    expect(await floor.row()).toMatchObject({ state: 'WAITING_PARTNER', waiting: true });
    expect(floor.published('CallParked').length).toBeGreaterThan(0);
    floor.world.fault = () => {};
    await floor.until('2026-03-02T15:20:00.000Z');
    expect([await floor.outcome(), await floor.problems()]).toEqual(['other_bin', []]);
    expect(await floor.stock()).toEqual({ available: 12, hold: 3, free: 2, reserved: { 'SO-1-1': 10 } });
  });

  it('gives nobody more time: back after the deadline, the line waits for supply', async () => {
    const floor = await Floor.of(over);
    away(floor, 'oms');
    await floor.report();
    await floor.until('2026-03-02T15:31:00.000Z');
    floor.world.fault = () => {};
    await floor.until('2026-03-02T17:00:00.000Z');
    expect(await floor.outcome()).toBe('back_order');
    expect(floor.published('FulfillmentResolved')).toMatchObject([{ decidedBy: 'CLOCK' }]);
  });

  it('away while a step is taken back: it goes back when the system is there', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    let isAway = true;
    floor.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'wms.createPickTask') throw new AdapterRejected('refused');
      if (moment === 'before' && name === 'backorders.end' && isAway) throw new WriteConflict('contended');
    };
    await floor.report();
    expect(await floor.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect(await floor.stock()).toMatchObject({ reserved: { 'SO-1-1': 10 } });
    isAway = false;
    await floor.until('2026-03-02T15:10:00.000Z');
    expect([await floor.outcome(), await floor.problems()]).toEqual(['split', []]);
    expect(await floor.stock()).toEqual({ available: 12, hold: 3, free: 5, reserved: { 'SO-1-1': 7 } });
  });
});

describe('cut-over (rule 4.12)', () => {
  it('shadow decides, records and writes nothing', async () => {
    const floor = await Floor.of({ level: 'shadow', bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.report();
    expect(await floor.outcome()).toBe('shadow');
    expect((await floor.decisions('resolution')).at(-1)?.result).toMatchObject({ resolution: 'OTHER_BIN' });
    for (const system of ['oms', 'wms', 'tms', 'crm', 'finance'] as const)
      expect(Object.keys(floor.fake(system).effects())).not.toContain('setBinQuantity');
    expect(await floor.stock()).toMatchObject({ hold: 0, reserved: { 'SO-1-1': 10 } });
    expect(floor.published('CountRequested')).toEqual([]);
  });

  it.each(['DONE', 'DONE_OTHERWISE'])('advise asks one person to do it: %s', async (option) => {
    const floor = await Floor.of({ level: 'advise', bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.report();
    expect(await floor.tasks()).toMatchObject([{ step: 'proposal', context: { resolution: 'OTHER_BIN' } }]);
    await floor.answer(option);
    expect(await floor.outcome()).toBe('advise');
    expect(await floor.stock()).toMatchObject({ hold: 0 });
  });

  it('advise ends with the deadline', async () => {
    const floor = await Floor.of({ level: 'advise' });
    await floor.report();
    await floor.until('2026-03-02T15:30:00.000Z');
    expect(await floor.outcome()).toBe('advise');
  });

  it('a site that does not act ships for nobody', async () => {
    const floor = await Floor.of({
      sourcing: { sites: [{ site: 'DC-NEW', available: 9, extraCost: usd(1), arrivesOn: '2026-03-03' }] },
    });
    await floor.report();
    expect(await floor.outcome()).toBe('split');
  });
});

describe('a report', () => {
  it('told twice is one process', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.report();
    await floor.report();
    expect(await floor.rows()).toHaveLength(1);
    expect(await floor.stock()).toMatchObject({ hold: 3 });
  });

  it('of an order nobody knows, or that was cancelled, ends', async () => {
    const floor = await Floor.of({ order: { status: 'cancelled' } });
    await floor.report();
    expect(await floor.outcome()).toBe('obsolete');
    const unknown = await Floor.of();
    await unknown.report({ line: { orderLineId: 'SO-1-9', sku: 'OATS', quantity: 1 } });
    expect(await unknown.outcome()).toBe('obsolete');
  });

  it('takes at most twelve transitions where nobody is asked', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.report();
    const [execution] = [...floor.world.runs.values()];
    expect(execution?.run.entered.length).toBeLessThanOrEqual(12);
  });
});

describe('a parcel that leaves', () => {
  it('takes its units out of the books and ends their reservation, once', async () => {
    const floor = await Floor.of();
    await floor.ship(10);
    await floor.ship(10);
    expect(await floor.problems()).toEqual([]);
    expect(await floor.stock()).toEqual({ available: 0, hold: 0, free: 0, reserved: {} });
    expect(floor.published('InventoryPositionChanged')).toMatchObject([
      {
        documentId: 'SHP-9',
        reasonCode: 'SHIP',
        changes: [{ sku: 'OATS', bucket: 'available', delta: -10 }],
      },
    ]);
  });

  it('of a part keeps the rest reserved, and two parcels end it all', async () => {
    const floor = await Floor.of();
    await floor.ship(4, 'SHP-1');
    expect(await floor.stock()).toEqual({ available: 6, hold: 0, free: 0, reserved: { 'SO-1-1': 6 } });
    await floor.ship(6, 'SHP-2');
    expect(await floor.stock()).toEqual({ available: 0, hold: 0, free: 0, reserved: {} });
  });

  it('of a line nobody reserved takes free units', async () => {
    const floor = await Floor.of({ bins: [{ bin: 'A-2', quantity: 5 }] });
    await floor.ship(2, 'SHP-1', { orderLineId: 'SO-7-1' });
    expect(await floor.stock()).toEqual({ available: 13, hold: 0, free: 3, reserved: { 'SO-1-1': 10 } });
  });

  it('of a lot takes that lot, in position and reservation', async () => {
    const floor = await Floor.of({ lot: 'L1' });
    await floor.ship(4, 'SHP-1', { lot: 'L1' });
    const { lots } = await floor.world.stores.backorders.stock('northwind-grocery' as never, SITE, 'OATS');
    expect(lots).toEqual([{ lot: 'L1', available: 6, free: 0 }]);
  });

  it('with more than the books have is a case; the reservation ends all the same', async () => {
    const floor = await Floor.of();
    await floor.ship(11);
    expect(await floor.problems()).toEqual([]);
    expect(await floor.stock()).toEqual({ available: 10, hold: 0, free: 10, reserved: {} });
    expect(floor.published('CaseOpened')).toMatchObject([{ class: 'SHIPMENT_UNEXPLAINED', severity: 'S2' }]);
    expect(floor.published('InventoryPositionChanged')).toEqual([]);
  });

  it('of a site that does not act changes nothing', async () => {
    const floor = await Floor.of({ level: 'advise' });
    await floor.ship(10);
    expect(await floor.stock()).toMatchObject({ available: 10, reserved: { 'SO-1-1': 10 } });
  });

  it('after a short pick, or before it, leaves the same books', async () => {
    const first = await Floor.of();
    await first.report();
    await first.ship(7);
    const then = await Floor.of();
    await then.ship(7);
    await then.report();
    expect(await first.stock()).toEqual({ available: 0, hold: 3, free: 0, reserved: {} });
    expect(await then.stock()).toEqual(await first.stock());
  });
});
