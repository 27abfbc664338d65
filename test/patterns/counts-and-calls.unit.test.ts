import { describe, expect, it } from 'vitest';
import { FirstCountChecked } from '../../events/count.ts';
import { CallsCounted } from '../../events/integration.ts';
import { PutawayCompleted } from '../../events/putaway.ts';
import { Desk, SITE, STARTS } from './desk.ts';

const named = (desk: Desk) => desk.patterns.map(({ pattern }) => pattern);

describe('first counts of a person', () => {
  let counts = 0;
  const checked = (desk: Desk, confirmed: boolean, countedBy = 'counter-7') =>
    desk.event(FirstCountChecked, { countId: `CNT-${++counts}`, sku: 'OATS', countedBy, confirmed });
  const check = async (desk: Desk, right: number, wrong: number) => {
    for (let n = 0; n < right + wrong; n++) {
      desk.wait(1);
      await desk.hear(checked(desk, n >= wrong));
    }
  };

  it.each([
    [19, 1, 0],
    [18, 2, 1],
    [17, 3, 1],
    [17, 2, 0],
  ])('%i right and %i wrong: %i', async (right, wrong, found) => {
    const desk = await Desk.open();
    await check(desk, right, wrong);
    expect(named(desk)).toEqual(Array(found).fill('FIRST_COUNT_ERRORS'));
  });

  it('count as far as the last twenty go', async () => {
    const desk = await Desk.open();
    await check(desk, 0, 1);
    await check(desk, 19, 0);
    await check(desk, 0, 1);
    expect(desk.patterns).toEqual([]);
    await check(desk, 0, 1);
    expect(desk.patterns).toMatchObject([
      {
        pattern: 'FIRST_COUNT_ERRORS',
        subject: { kind: 'person', id: 'counter-7' },
        window: { from: '2026-03-02T15:03:00.000Z', to: '2026-03-02T15:22:00.000Z' },
        suggestedAction: 'SPOT_COUNT',
      },
    ]);
    expect(desk.patterns[0]?.evidence).toEqual(desk.heard.slice(-2).map(({ id }) => id));
  });

  it('are announced again when twenty new ones were checked', async () => {
    const desk = await Desk.open();
    await check(desk, 18, 2);
    await check(desk, 17, 2);
    expect(named(desk)).toHaveLength(1);
    await check(desk, 1, 0);
    expect(named(desk)).toHaveLength(2);
  });

  it('belong to who counted', async () => {
    const desk = await Desk.open();
    await check(desk, 18, 1);
    await desk.hear(checked(desk, false, 'counter-8'));
    expect(desk.patterns).toEqual([]);
  });
});

describe('calls of a system', () => {
  const counted = (desk: Desk, calls: number, failed: number, adapter = 'erp') =>
    desk.event(CallsCounted, { adapter, from: desk.clock(), to: desk.clock(), calls, failed });

  it.each([
    [41, 2, 0],
    [40, 2, 1],
    [40, 3, 1],
    [39, 2, 0],
    [39, 39, 0],
  ])('%i of which %i failed: %i', async (calls, failed, found) => {
    const desk = await Desk.open();
    await desk.hear(counted(desk, calls, failed));
    expect(named(desk)).toEqual(Array(found).fill('CALL_ERRORS'));
  });

  it.each([
    [14, 1],
    [15, 0],
  ])('add up over fifteen minutes, counted by whole ones: %i minutes apart', async (minutes, found) => {
    const desk = await Desk.open();
    const first = counted(desk, 20, 2);
    await desk.hear(first);
    desk.wait(minutes);
    await desk.hear(counted(desk, 20, 0));
    expect(named(desk)).toHaveLength(found);
    if (found > 0)
      expect(desk.patterns).toEqual([
        {
          pattern: 'CALL_ERRORS',
          subject: { kind: 'adapter', id: 'erp' },
          window: { from: STARTS, to: '2026-03-02T15:14:00.000Z' },
          evidence: [first.id],
          suggestedAction: 'TEMPORARY_ROUTE',
        },
      ]);
  });

  it('that are told late have themselves as evidence, where newer ones have replaced theirs', async () => {
    const desk = await Desk.open();
    const late = counted(desk, 40, 2);
    desk.wait(20);
    for (let n = 0; n < 20; n++) await desk.hear(counted(desk, 1, 1));
    await desk.hear(late);
    expect(desk.patterns).toMatchObject([{ window: { to: STARTS }, evidence: [late.id] }]);
  });

  it('belong to their system, whatever the level of the process that called', async () => {
    const desk = await Desk.open();
    await desk.hear(counted(desk, 39, 2), counted(desk, 40, 1, 'wms'));
    expect(desk.patterns).toEqual([]);
    await desk.hear({ ...counted(desk, 1, 0), mode: 'shadow' });
    expect(desk.announced.map(({ mode }) => mode)).toEqual(['act']);
    expect(await desk.cases()).toMatchObject([{ owner: 'integration-admin' }]);
  });
});

describe('the time from dock to stock', () => {
  const stored = (desk: Desk, minutes: number) =>
    desk.event(PutawayCompleted, {
      loadId: 'LPN-1',
      sku: 'OATS',
      quantity: 1,
      class: 'P5',
      score: 0,
      bin: 'A-1',
      fromBin: 'DOCK-1',
      minutes,
      inTime: true,
    });
  const late = 481;
  const store = async (desk: Desk, ...minutes: number[]) => {
    for (const one of minutes) await desk.hear(stored(desk, one));
  };

  it.each([
    [480, 0],
    [481, 1],
  ])('of %i minutes in both hours: %i', async (minutes, found) => {
    const desk = await Desk.open();
    await store(desk, minutes);
    desk.wait(60);
    await store(desk, minutes);
    expect(named(desk)).toEqual(Array(found).fill('DOCK_TO_STOCK'));
  });

  it.each([
    ['one of ten late', [late, ...Array(9).fill(1)], 0],
    ['two of ten late', [late, late, ...Array(8).fill(1)], 1],
  ])('by the 90th percentile of the hour before: %s', async (_name, minutes, found) => {
    const desk = await Desk.open();
    await store(desk, ...minutes);
    desk.wait(60);
    await store(desk, late);
    expect(named(desk)).toHaveLength(found);
  });

  it.each([
    [59, 0],
    [60, 1],
    [119, 1],
    [120, 0],
  ])('two hours running: late ones %i minutes apart', async (minutes, found) => {
    const desk = await Desk.open();
    await store(desk, late);
    desk.wait(minutes);
    await store(desk, late);
    expect(named(desk)).toHaveLength(found);
  });

  it('suggests to move people, once while it goes on', async () => {
    const desk = await Desk.open();
    for (let quarter = 0; quarter < 12; quarter++) {
      await store(desk, late);
      desk.wait(15);
    }
    expect(desk.patterns).toMatchObject([
      {
        pattern: 'DOCK_TO_STOCK',
        subject: { kind: 'site', id: SITE },
        window: { from: '2026-03-02T14:01:00.000Z', to: '2026-03-02T16:00:00.000Z' },
        suggestedAction: 'LABOR_MOVE',
      },
    ]);
    expect(desk.patterns[0]?.evidence).toHaveLength(5);
  });
});

describe('putaways into other bins', () => {
  it.each([
    [59, 1],
    [60, 1],
    [61, 0],
  ])('three in a zone within %i minutes of their scans: %i', async (minutes, found) => {
    const desk = await Desk.open();
    const at = (n: number) => new Date(Date.parse(STARTS) + n * 60_000).toISOString();
    desk.wait(600);
    for (const n of [0, 1, minutes])
      await desk.hear(desk.overridden({ at: at(n) }, { causationid: `scan-${n}0000` }));
    expect(named(desk)).toEqual(Array(found).fill('PUTAWAY_OVERRIDES'));
    if (found > 0)
      expect(desk.patterns).toMatchObject([
        {
          subject: { kind: 'zone', id: `${SITE}/A` },
          evidence: ['scan-00000', 'scan-10000', `scan-${minutes}0000`],
          suggestedAction: 'SPOT_COUNT',
        },
      ]);
  });

  it('count for one pattern each: the next needs three new ones', async () => {
    const desk = await Desk.open();
    for (let n = 0; n < 5; n++) {
      desk.wait(1);
      await desk.hear(desk.overridden());
    }
    expect(named(desk)).toHaveLength(1);
    desk.wait(59);
    for (let n = 0; n < 3; n++) {
      desk.wait(1);
      await desk.hear(desk.overridden());
    }
    expect(named(desk)).toHaveLength(2);
  });
});
