import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const load = {
  site: 'DC1',
  loadId: 'LPN-1',
  sku: 'SKU-A',
  lot: 'L1',
  quantity: 40,
  weightGrams: 20_000,
  volumeMl: 90_000,
  heightMm: 900,
  fromBin: 'STAGE-1',
  stagedAt: '2026-03-02T08:00:00Z',
  state: 'staged',
};
const bin = (name: string, distance: number, facts: object = {}) => ({
  site: 'DC1',
  bin: name,
  zone: 'A',
  kind: 'storage',
  secure: false,
  distance,
  temperature: 'ambient',
  hazardClasses: [],
  zoneHazards: [],
  blocked: false,
  weightLeftGrams: 500_000,
  volumeLeftMl: 1_000_000,
  heightMm: 1_800,
  mixedLots: false,
  mixedItems: false,
  contents: [],
  ...facts,
});
const seed = {
  loads: [load],
  storedItems: [{ site: 'DC1', sku: 'SKU-A', serialControlled: false, fixedBin: 'A-9' }],
  bins: [bin('A-1', 10), bin('A-2', 5), bin('A-9', 90), { ...bin('B-1', 1), site: 'DC2' }],
  staging: [{ site: 'DC1', used: 3, capacity: 20 }],
};
const task = (facts: object = {}) => ({
  reference: 'R',
  loadId: 'LPN-1',
  bin: 'A-2',
  rank: 'P4-1',
  ...facts,
});

overFakeAndHttp('wms', (open) => {
  it('knows a load of the site that asks, and nothing of others', async () => {
    const { port } = await open(seed);
    const { site: _, ...known } = load;
    expect(await port.lookUpLoad({ loadId: 'LPN-1' }, callOf('look'))).toEqual({ load: known, lpns: [] });
    expect(await port.lookUpLoad({ loadId: 'LPN-1' }, callOf('look', 'DC2'))).toEqual({ lpns: [] });
  });

  it('names the license plates the goods of a posting stand on', async () => {
    const postedAs = 'receiving:S/A#to-available#1-1';
    const { port } = await open({
      loads: [
        { ...load, postedAs },
        { ...load, loadId: 'LPN-2', postedAs },
      ],
    });
    expect(await port.lookUpLoad({ loadId: postedAs }, callOf('look'))).toEqual({ lpns: ['LPN-1', 'LPN-2'] });
  });

  it('shows bins nearest first behind the fixed one and those that were named', async () => {
    const { port } = await open(seed);
    const answer = await port.lookUpBins({ sku: 'SKU-A', named: ['A-1'] }, callOf('look'));
    expect(answer.bins.map(({ bin }) => bin)).toEqual(['A-9', 'A-1', 'A-2']);
    expect(answer.staging).toEqual({ used: 3, capacity: 20 });
    expect(answer.item).toEqual({ sku: 'SKU-A', serialControlled: false, fixedBin: 'A-9' });
    expect((await port.lookUpBins({ sku: 'SKU-Z', named: [] }, callOf('look', 'DC2'))).bins).toHaveLength(1);
  });

  it('makes one task a load, once per key, and ranks and cancels it', async () => {
    const system = await open(seed);
    const made = await system.port.createPutawayTask(task(), callOf('make'));
    expect(await system.port.createPutawayTask(task(), callOf('make'))).toEqual(made);
    expect(await refusalOf(system.port.createPutawayTask(task({ bin: 'A-1' }), callOf('more')))).toEqual({
      status: 409,
      reason: expect.stringContaining('has the open task'),
    });
    await system.port.rankPutawayTask({ ...made, rank: 'P0-1' }, callOf('rank'));
    expect((await system.state()).putawayTasks).toMatchObject([{ rank: 'P0-1', state: 'open' }]);
    await system.port.cancelPutawayTask({ ...made, reason: 'x' }, callOf('cancel'));
    await system.port.cancelPutawayTask({ ...made, reason: 'x' }, callOf('cancel-again'));
    await system.port.createPutawayTask(task({ bin: 'A-1' }), callOf('again'));
    expect(await system.effects()).toEqual({
      createPutawayTask: 2,
      rankPutawayTask: 1,
      cancelPutawayTask: 2,
    });
  });

  it('refuses a task for what it does not know, a blocked bin, and a load that is stored', async () => {
    const system = await open({ ...seed, bins: [...seed.bins, bin('X-1', 1, { blocked: true })] });
    const refused = async (facts: object) =>
      (await refusalOf(system.port.createPutawayTask(task(facts), callOf(JSON.stringify(facts))))).status;
    expect(await refused({ loadId: 'LPN-9' })).toBe(404);
    expect(await refused({ bin: 'A-0' })).toBe(404);
    expect(await refused({ bin: 'X-1' })).toBe(409);
    const made = await system.port.createPutawayTask(task(), callOf('make'));
    await system.seedMore({ stored: [{ site: 'DC1', loadId: 'LPN-1', bin: 'A-1' }] });
    expect(await refused({ bin: 'A-9' })).toBe(409);
    expect(
      (await refusalOf(system.port.cancelPutawayTask({ ...made, reason: 'x' }, callOf('c')))).status,
    ).toBe(409);
    expect((await refusalOf(system.port.rankPutawayTask({ ...made, rank: 'x' }, callOf('r')))).status).toBe(
      409,
    );
  });

  it('counts what lies in a bin against its room', async () => {
    const { port, seedMore } = await open(seed);
    await seedMore({ stored: [{ site: 'DC1', loadId: 'LPN-1', bin: 'A-2' }] });
    const { bins } = await port.lookUpBins({ sku: 'SKU-A', named: ['A-2'] }, callOf('look'));
    expect(bins.find(({ bin: name }) => name === 'A-2')).toMatchObject({
      weightLeftGrams: 480_000,
      volumeLeftMl: 910_000,
      contents: [{ sku: 'SKU-A', lot: 'L1', quantity: 40 }],
    });
    expect((await port.lookUpLoad({ loadId: 'LPN-1' }, callOf('look'))).load?.state).toBe('stored');
  });

  it('has what went on sale in its place at once where it manages no bins, and not where it does', async () => {
    const { port } = await open({ bins: [bin('A-1', 1)] });
    const lines = [{ effectKey: 'e#1', sku: 'SKU-A', quantity: 4, from: null, to: 'available' as const }];
    for (const site of ['DC1', 'DC2'])
      await port.changeStockStatus({ reference: 'R', reason: 'posted', lines }, callOf(site, site));
    expect(await port.lookUpLoad({ loadId: 'e#1' }, callOf('look', 'DC1'))).toEqual({ lpns: [] });
    expect((await port.lookUpLoad({ loadId: 'e#1' }, callOf('look', 'DC2'))).load).toMatchObject({
      sku: 'SKU-A',
      quantity: 4,
      state: 'stored',
    });
  });
});
