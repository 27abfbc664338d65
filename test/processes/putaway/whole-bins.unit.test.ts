import { describe, expect, it } from 'vitest';
import { PatternDetected } from '../../../events/ops.ts';
import { PutawayAssigned, PutawayCompleted, PutawayOverridden } from '../../../events/putaway.ts';
import { Dock, LPN } from './dock.ts';

/** A load for which no bin fits: a blocked one, an overflow zone that is warm, a lane outward. */
async function withoutRoom(): Promise<Dock> {
  const dock = await Dock.open();
  dock.item();
  dock.bins(
    { blocked: true },
    { bin: 'SMALL', distance: 30, volumeLeftMl: 1 },
    { bin: 'COLD', distance: 40, temperature: 'chilled' },
    { bin: 'OUT-1', kind: 'cross-dock', distance: 50 },
  );
  dock.load();
  await dock.queue();
  return dock;
}

async function assigned(): Promise<Dock> {
  const dock = await Dock.open();
  dock.item();
  dock.bins({}, { bin: 'C-02', distance: 20 }, { bin: 'COLD', temperature: 'chilled' });
  dock.load();
  await dock.queue();
  return dock;
}

describe('without a bin', () => {
  it('a person is asked, and a bin that gets free meanwhile is taken', async () => {
    const dock = await withoutRoom();
    expect((await dock.row()).state).toBe('REVIEW');
    expect((await dock.task('no-bin')).options.map(({ code }) => code)).toEqual([
      'OVERFLOW',
      'CONSOLIDATE',
      'CROSS_DOCK',
      'HOLD',
    ]);
    dock.bins({});
    await dock.world.advance(15);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
    expect((await dock.task('no-bin')).state).toBe('CANCELLED');
  });

  it('OVERFLOW takes the bin that is named though it is small', async () => {
    const dock = await withoutRoom();
    await dock.answer('no-bin', 'OVERFLOW', { form: { bin: 'SMALL' } });
    expect(dock.open()).toEqual({ [LPN]: 'SMALL' });
    expect(dock.published(PutawayAssigned)).toMatchObject([{ rule: 'PERSON' }]);
  });

  it.each(['COLD', 'NOWHERE'])('OVERFLOW to %s is asked again: no person overrules safety', async (bin) => {
    const dock = await withoutRoom();
    await dock.answer('no-bin', 'OVERFLOW', { form: { bin } });
    expect(dock.open()).toEqual({});
    expect((await dock.tasks()).map(({ state }) => state)).toEqual(['ANSWERED', 'OPEN']);
  });

  it('CROSS_DOCK takes the lane outward', async () => {
    const dock = await withoutRoom();
    await dock.answer('no-bin', 'CROSS_DOCK');
    expect(dock.open()).toEqual({ [LPN]: 'OUT-1' });
  });

  it('CONSOLIDATE waits for room, and asks again after 60 minutes', async () => {
    const dock = await withoutRoom();
    await dock.answer('no-bin', 'CONSOLIDATE');
    expect((await dock.row()).state).toBe('CONSOLIDATING');
    for (let quarter = 0; quarter < 3; quarter++) await dock.world.advance(15);
    expect((await dock.tasks()).filter(({ step }) => step === 'no-bin')).toHaveLength(1);
    await dock.world.advance(14);
    expect((await dock.tasks()).filter(({ step }) => step === 'no-bin')).toHaveLength(1);
    await dock.world.advance(1);
    expect((await dock.tasks()).filter(({ step }) => step === 'no-bin')).toHaveLength(2);
  });

  it('CONSOLIDATE takes the first bin that fits', async () => {
    const dock = await withoutRoom();
    await dock.answer('no-bin', 'CONSOLIDATE');
    dock.bins({});
    await dock.world.advance(15);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
  });

  it('HOLD leaves it in staging for eight hours, whatever gets free', async () => {
    const dock = await withoutRoom();
    await dock.answer('no-bin', 'HOLD');
    dock.bins({});
    await dock.world.advance(479);
    expect((await dock.row()).state).toBe('HELD');
    expect(dock.open()).toEqual({});
    await dock.world.advance(1);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
  });

  it('HOLD ends when the plate is announced again', async () => {
    const dock = await withoutRoom();
    await dock.answer('no-bin', 'HOLD');
    dock.bins({});
    await dock.queue();
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
  });

  it('nobody decides within four hours: a case, and the load stays in staging', async () => {
    const dock = await withoutRoom();
    for (let quarter = 0; quarter < 15; quarter++) await dock.world.advance(15);
    await dock.world.advance(14);
    expect(await dock.cases()).toEqual([]);
    await dock.world.advance(1);
    expect(await dock.cases()).toEqual(['DECISION_PARKED']);
    expect((await dock.row()).state).toBe('HELD');
    expect(dock.open()).toEqual({});
    expect(await dock.problems()).toEqual([]);
  });

  it.each([
    [29, 1, false],
    [30, 1, true],
    [59, 1, true],
    [60, 2, true],
    [119, 2, true],
    [120, 3, true],
  ])('after %i minutes the question is at level %i', async (minutes, level, reminded) => {
    const dock = await withoutRoom();
    await dock.world.advance(minutes);
    expect(await dock.task('no-bin')).toMatchObject({ level, reminded });
  });
});

describe('a reserved bin', () => {
  it("is one load's: the next one gets another", async () => {
    const dock = await assigned();
    dock.load({ loadId: 'LPN-2' });
    await dock.queue('LPN-2');
    expect(dock.open()).toEqual({ [LPN]: 'C-01', 'LPN-2': 'C-02' });
  });

  it('is given to one of two loads that want it at the same moment', async () => {
    const dock = await Dock.open();
    dock.item();
    dock.bins({}, { bin: 'C-02', distance: 20 });
    dock.load();
    dock.load({ loadId: 'LPN-2' });
    dock.world.atOnce = true;
    await dock.publish(dock.queued(LPN), dock.queued('LPN-2'));
    expect(Object.values(dock.open()).sort()).toEqual(['C-01', 'C-02']);
    expect(await dock.problems()).toEqual([]);
  });

  it('goes on after 60 minutes while the load still fits', async () => {
    const dock = await assigned();
    for (let quarter = 0; quarter < 3; quarter++) await dock.world.advance(15);
    const before = (await dock.row()).facts.assignment?.until;
    await dock.world.advance(14);
    expect((await dock.row()).facts.assignment?.until).toBe(before);
    await dock.world.advance(1);
    expect(Date.parse((await dock.row()).facts.assignment?.until ?? '') - Date.parse(before ?? '')).toBe(
      3_600_000,
    );
    expect(await dock.reserved('C-01')).toHaveLength(1);
    expect(dock.floor()).toHaveLength(1);
  });

  it('is another one after 60 minutes when it does not fit anymore', async () => {
    const dock = await assigned();
    dock.bins({ blocked: true });
    for (let quarter = 0; quarter < 3; quarter++) await dock.world.advance(15);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
    await dock.world.advance(15);
    expect(dock.open()).toEqual({ [LPN]: 'C-02' });
    expect(dock.floor().map(({ state }) => state)).toEqual(['cancelled', 'open']);
    expect(await dock.reserved('C-01')).toEqual([]);
    expect(dock.published(PutawayAssigned).map(({ bin }) => bin)).toEqual(['C-01', 'C-02']);
  });
});

it('a load that may not lie beside another one on its way goes to another zone', async () => {
  const dock = await Dock.open();
  dock.item({ hazardClass: '3' });
  dock.item({ sku: 'PEROXIDE', hazardClass: '5.1' }, { sku: 'PEROXIDE' });
  const both = { hazardClasses: ['3', '5.1'] };
  dock.bins(both, { ...both, bin: 'C-02', distance: 20 }, { ...both, bin: 'D-01', zone: 'D', distance: 90 });
  dock.load();
  await dock.queue();
  dock.load({ loadId: 'LPN-2', sku: 'PEROXIDE' });
  await dock.queue('LPN-2');
  expect(dock.open()).toEqual({ [LPN]: 'C-01', 'LPN-2': 'D-01' });
  expect(await dock.problems()).toEqual([]);
});

it('of two such loads that take bins of one zone at the same moment one gives way', async () => {
  const dock = await Dock.open();
  dock.item({ hazardClass: '3' });
  dock.item({ sku: 'PEROXIDE', hazardClass: '5.1' });
  dock.bins(
    { hazardClasses: ['3'] },
    { bin: 'C-02', hazardClasses: ['5.1'] },
    { bin: 'D-01', zone: 'D', distance: 90, hazardClasses: ['3'] },
    { bin: 'E-01', zone: 'E', distance: 90, hazardClasses: ['5.1'] },
  );
  dock.load();
  dock.load({ loadId: 'LPN-2', sku: 'PEROXIDE' });
  dock.world.atOnce = true;
  await dock.publish(dock.queued(LPN), dock.queued('LPN-2'));
  const { [LPN]: flammable, 'LPN-2': oxidizer } = dock.open();
  expect([
    ['C-01', 'E-01'],
    ['D-01', 'C-02'],
  ]).toContainEqual([flammable, oxidizer]);
  expect(await dock.problems()).toEqual([]);
});

describe('a scan into another bin', () => {
  it('with a reason counts, and is announced as overridden', async () => {
    const dock = await assigned();
    await dock.scan('C-02', { reason: 'BIN_FULL' });
    expect((await dock.row()).outcome).toBe('overridden');
    expect(dock.published(PutawayOverridden)).toMatchObject([
      { assignedBin: 'C-01', bin: 'C-02', zone: 'C', reason: 'BIN_FULL', by: 'operator-1' },
    ]);
    expect(dock.published(PutawayCompleted)).toMatchObject([{ bin: 'C-02' }]);
    expect(await dock.reserved('C-01')).toEqual([]);
    expect(await dock.tasks()).toEqual([]);
  });

  it.each([
    ['C-02', undefined],
    ['COLD', 'BIN_FULL'],
    ['NOWHERE', 'BIN_FULL'],
  ] as const)("to %s with reason %s is a person's: ACCEPT", async (bin, reason) => {
    const dock = await assigned();
    await dock.publish(dock.scanned(bin, reason ? { reason } : {}));
    expect((await dock.row()).state).toBe('REVIEW');
    expect((await dock.task('override')).excluded).toEqual(['operator-1']);
    await dock.answer('override', 'ACCEPT', { comment: 'label of the aisle is missing' });
    expect(dock.published(PutawayOverridden)).toMatchObject([
      { bin, reason: 'label of the aisle is missing' },
    ]);
    expect((await dock.row()).outcome).toBe('overridden');
  });

  it('without a reason: MOVE_BACK waits for the next scan', async () => {
    const dock = await assigned();
    await dock.scan('C-02');
    await dock.answer('override', 'MOVE_BACK');
    expect((await dock.row()).state).toBe('ASSIGNED');
    await dock.world.advance(15);
    await dock.world.advance(15);
    expect((await dock.row()).closedAt).toBeUndefined();
    await dock.publish(dock.scanned('C-01'));
    expect((await dock.row()).outcome).toBe('stored');
    expect(dock.published(PutawayOverridden)).toEqual([]);
    expect(await dock.problems()).toEqual([]);
  });

  it('a scan into the assigned bin meanwhile answers the question', async () => {
    const dock = await assigned();
    await dock.publish(dock.scanned('C-02'));
    await dock.publish(dock.scanned('C-01', { scannedAt: '2026-03-02T15:00:01.000Z' }));
    expect((await dock.row()).outcome).toBe('stored');
    expect((await dock.task('override')).state).toBe('CANCELLED');
  });

  it('nobody decides within four hours: parked with a case, booked nowhere', async () => {
    const dock = await assigned();
    await dock.publish(dock.scanned('C-02'));
    await dock.world.advance(239);
    expect((await dock.row()).state).toBe('REVIEW');
    await dock.world.advance(1);
    expect([(await dock.row()).state, (await dock.row()).outcome]).toEqual(['PARKED', 'undecided']);
    expect(await dock.cases()).toContain('DECISION_PARKED');
    expect(dock.published(PutawayCompleted)).toEqual([]);
  });

  it('from before the load came to staging says nothing', async () => {
    const dock = await assigned();
    await dock.publish(dock.scanned('C-01', { scannedAt: '2026-03-02T14:59:59.999Z' }));
    expect((await dock.row()).state).toBe('ASSIGNED');
  });

  it.each([
    [60, 1],
    [61, 0],
  ])('three times in a zone within %i minutes: %i pattern', async (minutes, patterns) => {
    const dock = await Dock.open({ putaway: { recomputeMinutes: 600 } });
    dock.item();
    dock.bins(...[1, 2, 3, 4, 5, 6].map((n) => ({ bin: `C-0${n}`, distance: n })));
    for (const [index, gap] of [0, 10, minutes - 10].entries()) {
      if (gap > 0) await dock.world.advance(gap);
      const loadId = `LPN-${index}`;
      dock.load({ loadId });
      await dock.queue(loadId);
      await dock.scan(`C-0${index + 4}`, { loadId, reason: 'BIN_FULL' });
    }
    expect(dock.published(PutawayOverridden)).toHaveLength(3);
    const found = dock.published(PatternDetected);
    expect(found).toHaveLength(patterns);
    if (patterns > 0)
      expect(found[0]).toMatchObject({
        pattern: 'PUTAWAY_OVERRIDES',
        subject: { kind: 'zone', id: 'DC-ATL/C' },
        suggestedAction: 'SPOT_COUNT',
        window: { from: '2026-03-02T15:00:00.000Z', to: '2026-03-02T16:00:00.000Z' },
      });
  });
});
