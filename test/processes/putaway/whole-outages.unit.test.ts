import { describe, expect, it } from 'vitest';
import { PutawayAssigned, PutawayCompleted } from '../../../events/putaway.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { Dock, LPN } from './dock.ts';

async function opened(): Promise<Dock> {
  const dock = await Dock.open();
  dock.item();
  dock.bins({}, { bin: 'C-02', distance: 20 }, { bin: 'C-03', distance: 30 }, { bin: 'C-04', distance: 40 });
  dock.load();
  return dock;
}

/** Calls whose name matches end with an error until they may work again. */
function breaks(dock: Dock, call: RegExp, error: () => Error, times = Number.POSITIVE_INFINITY) {
  let left = times;
  dock.world.fault = (moment, name) => {
    if (moment === 'before' && call.test(name) && left-- > 0) throw error();
  };
}
const away = () => new AdapterUnavailable('503');
const refuses = () =>
  new AdapterRejected('no', { exchange: { request: {}, answer: { status: 409, body: {} } } });

describe.each(['wms.lookUpLoad', 'erp.lookUpOrders', 'oms.lookUpDemand', 'wms.lookUpBins'])('%s', (name) => {
  const call = new RegExp(`^${name.replace('.', '\\.')}$`);

  it('is away: the look waits, and is made when the system is back', async () => {
    const dock = await opened();
    breaks(dock, call, away);
    await dock.queue();
    expect((await dock.row()).state).toBe('WAITING_PARTNER');
    dock.world.fault = () => {};
    await dock.world.advance(10);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
    expect(await dock.problems()).toEqual([]);
  });

  it('refuses: a case, and the look is made again', async () => {
    const dock = await opened();
    breaks(dock, call, refuses);
    await dock.queue();
    expect((await dock.row()).state).toBe('WAITING_PARTNER');
    expect(await dock.cases()).toEqual(['INTEGRATION_REJECTED']);
    dock.world.fault = () => {};
    await dock.world.advance(10);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
  });
});

describe("the floor's system", () => {
  it.each(['createPutawayTask', 'rankPutawayTask'])('is away for %s: it is called again', async (name) => {
    const dock = await opened();
    breaks(dock, new RegExp(name), away);
    await dock.queue();
    await dock.world.advance(15);
    expect((await dock.row()).state).toBe('WAITING_PARTNER');
    dock.world.fault = () => {};
    for (let quarter = 0; quarter < 2; quarter++) await dock.world.advance(15);
    expect((await dock.row()).state).toBe('ASSIGNED');
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
    expect(await dock.problems()).toEqual([]);
  });

  it('refuses a bin: it is given back, and another one is taken', async () => {
    const dock = await opened();
    breaks(dock, /createPutawayTask/, refuses, 1);
    await dock.queue();
    expect(dock.open()).toEqual({ [LPN]: 'C-02' });
    expect(await dock.reserved('C-01')).toEqual([]);
    expect(await dock.cases()).toEqual(['INTEGRATION_REJECTED']);
    expect(dock.published(PutawayAssigned)).toMatchObject([{ bin: 'C-02' }]);
  });

  it.each([
    [2, 'ASSIGNED'],
    [3, 'REVIEW'],
  ])('refuses %i bins: %s', async (times, state) => {
    const dock = await opened();
    breaks(dock, /createPutawayTask/, refuses, times);
    await dock.queue();
    expect((await dock.row()).state).toBe(state);
    for (const bin of ['C-01', 'C-02']) expect(await dock.reserved(bin)).toEqual([]);
  });

  it('refuses a rank: the task stays where it is', async () => {
    const dock = await opened();
    breaks(dock, /rankPutawayTask/, refuses);
    await dock.queue();
    await dock.world.advance(15);
    expect((await dock.row()).state).toBe('ASSIGNED');
    expect(await dock.cases()).toEqual(['INTEGRATION_REJECTED']);
    await dock.scan('C-01');
    expect((await dock.row()).outcome).toBe('stored');
  });
});

describe('a task that cannot be taken back', () => {
  async function stuck(): Promise<Dock> {
    const dock = await opened();
    await dock.queue();
    for (let quarter = 0; quarter < 8; quarter++) await dock.world.advance(15);
    breaks(dock, /cancelPutawayTask/, refuses);
    await dock.answer('late', 'REASSIGN');
    return dock;
  }

  it('is a case, and nothing automatic follows: the bin stays reserved until its time is over', async () => {
    const dock = await stuck();
    expect(await dock.cases()).toEqual(['COMPENSATION_FAILED', 'INTEGRATION_REJECTED']);
    expect(await dock.reserved('C-01')).toHaveLength(1);
    const before = dock.fake('wms').effects();
    for (let quarter = 0; quarter < 4; quarter++) await dock.world.advance(15);
    expect(dock.fake('wms').effects()).toEqual(before);
    expect(await dock.reserved('C-01')).toEqual([]);
  });

  it('ends with the scan', async () => {
    const dock = await stuck();
    await dock.scan('C-01');
    expect((await dock.row()).outcome).toBe('stored');
    expect(dock.published(PutawayCompleted)).toHaveLength(1);
    expect(await dock.problems()).toEqual([]);
  });

  it('was only late: the scan is there already', async () => {
    const dock = await opened();
    await dock.queue();
    for (let quarter = 0; quarter < 8; quarter++) await dock.world.advance(15);
    const scan = dock.scanned('C-01');
    let told = false;
    dock.world.fault = (moment, name) => {
      if (moment !== 'before' || !/cancelPutawayTask/.test(name) || told) return;
      told = true;
      dock.fake('wms').seed({ stored: [{ site: 'DC-ATL', loadId: LPN, bin: 'C-01' }] });
    };
    // The scan is kept while the call that takes the task back is on its way.
    await dock.world.stores.processes.putFact(dock.tenant, (await dock.row()).processId, {
      key: `scan/${scan.id}`,
      sequence: 1,
      body: { eventId: scan.id, bin: 'C-01', by: 'operator-1', at: scan.time },
    });
    await dock.answer('late', 'REASSIGN');
    expect((await dock.row()).closedAt).toBeDefined();
    expect(await dock.cases()).not.toContain('COMPENSATION_FAILED');
    expect(dock.published(PutawayCompleted)).toMatchObject([{ bin: 'C-01' }]);
  });
});

describe('a scan nobody heard', () => {
  it('is found after two looks: the load is in storage', async () => {
    const dock = await opened();
    await dock.queue();
    dock.fake('wms').seed({ stored: [{ site: 'DC-ATL', loadId: LPN, bin: 'C-01' }] });
    await dock.world.advance(15);
    expect((await dock.row()).closedAt).toBeUndefined();
    await dock.world.advance(15);
    expect((await dock.row()).outcome).toBe('stored');
    expect(await dock.reserved('C-01')).toEqual([]);
    expect(dock.published(PutawayCompleted)).toEqual([]);
  });
});
