import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { FulfillmentException, type ReportedException } from '../../events/fulfillment.ts';
import { Desk, SITE, STARTS } from './desk.ts';

const named = (desk: Desk) => desk.patterns.map(({ pattern }) => pattern);

let exceptions = 0;
function reported(desk: Desk, change: Partial<ReportedException>, facts: Partial<Envelope> = {}) {
  const n = ++exceptions;
  return desk.event(
    FulfillmentException,
    {
      exceptionId: `EX-${n}`,
      orderId: `SO-${n}`,
      type: 'SHORT_PICK',
      detectedAt: desk.clock(),
      reportedBy: 'picker-1',
      ...change,
    },
    facts,
  );
}
const shortPick = (desk: Desk, pick: object = { zone: 'A' }, change: Partial<ReportedException> = {}) =>
  reported(desk, {
    line: { orderLineId: `SO-${exceptions}-1`, sku: 'OATS', quantity: 1 },
    pick: { bin: 'A-01-02', found: 0, counted: 0, ...pick },
    ...change,
  });
const failedScan = (desk: Desk, label: string, failures: number, change: Partial<ReportedException> = {}) =>
  reported(desk, {
    type: 'SCAN_FAIL',
    scan: { deviceId: 'RF-17', failures, firstFailedAt: desk.clock() },
    shipment: {
      shipmentId: `SHP-${label}`,
      labelId: label,
      carrier: 'SWIFT',
      serviceLevel: 'GROUND',
      weightGrams: 2_000,
    },
    ...change,
  });

describe('failed picks in a zone', () => {
  /** Without the rate, which is a limit of its own. */
  const open = () => Desk.open(() => ({ patterns: { pickRateLeast: 1_000 } }));

  it.each([
    [59, 1],
    [60, 1],
    [61, 0],
  ])('three within %i minutes: %i', async (minutes, found) => {
    const desk = await open();
    await desk.hear(shortPick(desk));
    desk.wait(20);
    await desk.hear(shortPick(desk));
    expect(desk.patterns).toEqual([]);
    desk.wait(minutes - 20);
    await desk.hear(shortPick(desk));
    expect(named(desk)).toEqual(Array(found).fill('PICK_FAILURES'));
  });

  it('are announced with their evidence, and a spot count as what a person may do', async () => {
    const desk = await open();
    const events = [0, 1, 2].map((minutes) => {
      desk.wait(minutes);
      return shortPick(desk);
    });
    await desk.hear(...events);
    expect(desk.patterns).toEqual([
      {
        pattern: 'PICK_FAILURES',
        subject: { kind: 'zone', id: `${SITE}/A` },
        window: { from: STARTS, to: '2026-03-02T15:03:00.000Z' },
        evidence: events.map(({ id }) => id),
        suggestedAction: 'SPOT_COUNT',
      },
    ]);
    expect(await desk.cases()).toMatchObject([{ owner: 'inventory-manager', state: 'OPEN' }]);
  });

  it('belong to their zone, or to their bin where the report names no zone', async () => {
    const desk = await open();
    await desk.hear(shortPick(desk), shortPick(desk), shortPick(desk, { zone: 'B' }));
    await desk.hear(shortPick(desk, {}), shortPick(desk, {}), shortPick(desk, { bin: 'B-1' }));
    expect(desk.patterns).toEqual([]);
    await desk.hear(shortPick(desk, {}));
    expect(desk.patterns).toMatchObject([{ subject: { kind: 'bin', id: `${SITE}/A-01-02` } }]);
  });

  it('count by when they happened, in whatever order they are told', async () => {
    const desk = await open();
    const late = [0, 1, 2].map((n) => {
      desk.wait(n === 0 ? 0 : 30);
      return shortPick(desk);
    });
    desk.wait(55);
    await desk.hear(shortPick(desk), ...late.toReversed());
    expect(desk.patterns).toMatchObject([{ window: { from: STARTS, to: '2026-03-02T16:00:00.000Z' } }]);
  });

  it('find those of their window, although newer ones have left it', async () => {
    const desk = await open();
    await desk.hear(shortPick(desk));
    desk.wait(1);
    await desk.hear(shortPick(desk));
    desk.wait(59);
    const late = shortPick(desk);
    desk.wait(5);
    await desk.hear(shortPick(desk));
    expect(desk.patterns).toEqual([]);
    await desk.hear(late);
    expect(desk.patterns).toMatchObject([{ window: { from: STARTS, to: '2026-03-02T16:00:00.000Z' } }]);
  });

  it('told twice, by the bus or by the reporter, count once', async () => {
    const desk = await open();
    const first = shortPick(desk);
    const again = desk.event(FulfillmentException, first.data);
    await desk.hear(first, first, again, shortPick(desk));
    expect(desk.patterns).toEqual([]);
  });

  it('of other types are none', async () => {
    const desk = await open();
    for (let n = 0; n < 4; n++)
      await desk.hear(
        reported(desk, { type: 'OVERSELL', line: { orderLineId: 'L', sku: 'OATS', quantity: 1 } }),
      );
    expect(desk.patterns).toEqual([]);
  });
});

describe('the rate of failed picks', () => {
  /** A zone where three fail in every hour would be a pattern anyway: here many are needed for that. */
  const open = () => Desk.open(() => ({ patterns: { pickFailures: 1_000 } }));
  const fail = async (desk: Desk, times: number) => {
    for (let n = 0; n < times; n++) await desk.hear(shortPick(desk));
  };

  it('of one failure is none, of two in a quiet zone it is above what 28 days let expect', async () => {
    const desk = await open();
    await fail(desk, 1);
    expect(desk.patterns).toEqual([]);
    await fail(desk, 1);
    expect(named(desk)).toEqual(['PICK_FAILURES']);
  });

  // 672 hours, in 84 of which 8 failed: mean 1, variance 7, three deviations and the mean are 8.94.
  it.each([
    [8, 0],
    [9, 1],
  ])('of %i in an hour where every eighth hour has 8: %i', async (times, found) => {
    const desk = await Desk.open(() => ({ patterns: { pickFailures: 1_000, pickRateLeast: 9 } }));
    for (let hour = 0; hour < 672; hour += 8) {
      await fail(desk, 8);
      desk.wait(8 * 60);
    }
    expect(desk.patterns).toEqual([]);
    await fail(desk, times);
    expect(named(desk)).toEqual(Array(found).fill('PICK_FAILURES'));
  });

  it.each([
    // The hour with the many is the first of the 28 days, or lies one hour before them.
    [28 * 24 * 60, 0],
    [28 * 24 * 60 + 60, 1],
  ])('compares with the 28 days before: a bad hour %i minutes ago', async (minutes, found) => {
    const desk = await Desk.open(() => ({
      patterns: { pickFailures: 1_000, pickRateLeast: 4, pickSigmas: 3 },
    }));
    await fail(desk, 40);
    const before = desk.patterns.length;
    desk.wait(minutes);
    await fail(desk, 4);
    expect(desk.patterns.length - before).toBe(found);
  });
});

describe('failed scans of a device', () => {
  const many = async (desk: Desk, labels: number, gap = 0) => {
    for (let n = 0; n < labels; n++) {
      await desk.hear(failedScan(desk, `LBL-${n}`, 1));
      desk.wait(gap);
    }
  };
  it.each([
    [9, 0],
    [10, 1],
    [11, 1],
  ])('%i of different labels at once: %i', async (labels, found) => {
    const desk = await Desk.open();
    await many(desk, labels);
    expect(named(desk)).toEqual(Array(found).fill('DEVICE_SCAN_FAILURES'));
  });

  it.each([
    [29, 1],
    [30, 1],
    [31, 0],
  ])('ten within %i minutes: %i', async (minutes, found) => {
    const desk = await Desk.open();
    await many(desk, 9);
    desk.wait(minutes);
    await desk.hear(failedScan(desk, 'LBL-9', 1));
    expect(named(desk)).toEqual(Array(found).fill('DEVICE_SCAN_FAILURES'));
  });

  it('counts each scan of a label once, whichever report told of it', async () => {
    const desk = await Desk.open(({ fulfillmentException }) => ({
      fulfillmentException: { ...fulfillmentException, patternScans: 1_000 },
    }));
    await desk.hear(failedScan(desk, 'LBL-1', 9), failedScan(desk, 'LBL-1', 8), failedScan(desk, 'LBL-1', 9));
    expect(desk.patterns).toEqual([]);
    await desk.hear(failedScan(desk, 'LBL-1', 10));
    expect(desk.patterns).toMatchObject([
      { pattern: 'DEVICE_SCAN_FAILURES', subject: { kind: 'device', id: 'RF-17' } },
    ]);
    expect(desk.patterns[0]?.evidence).toHaveLength(2);
  });

  it('takes the first failure for when it was', async () => {
    const desk = await Desk.open(() => ({ patterns: { scanFailures: 2 } }));
    const firstFailedAt = desk.clock();
    desk.wait(31);
    await desk.hear(
      failedScan(desk, 'LBL-1', 2, { scan: { deviceId: 'RF-17', failures: 2, firstFailedAt } }),
    );
    expect(desk.patterns).toEqual([]);
  });
});

describe('scans of one label', () => {
  it.each([
    [2, 0],
    [3, 1],
    [4, 1],
  ])('%i failed: %i', async (failures, found) => {
    const desk = await Desk.open();
    await desk.hear(failedScan(desk, 'LBL-1', failures));
    expect(named(desk)).toEqual(Array(found).fill('SCAN_FAILURES'));
  });

  it('name their device again only when the failures are new', async () => {
    const desk = await Desk.open();
    await desk.hear(failedScan(desk, 'LBL-1', 3), failedScan(desk, 'LBL-1', 4));
    expect(named(desk)).toEqual(['SCAN_FAILURES']);
    desk.wait(1);
    await desk.hear(failedScan(desk, 'LBL-2', 3));
    expect(named(desk)).toEqual(['SCAN_FAILURES', 'SCAN_FAILURES']);
  });
});

it.each([
  ['shadow', 0],
  ['advise', 1],
  ['act', 1],
] as const)('reports at a site in %s are counted, and announced %i times', async (level, found) => {
  const desk = await Desk.open(() => ({
    cutover: [{ process: 'fulfillment-exception', site: SITE, level }],
  }));
  await desk.hear(failedScan(desk, 'LBL-1', 3));
  expect(desk.announced.map(({ mode }) => mode)).toEqual(Array(found).fill(level));
});
