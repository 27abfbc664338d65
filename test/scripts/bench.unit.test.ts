import { describe, expect, it } from 'vitest';
import { readPartnerFile } from '../../lambdas/doors/read-file.ts';
import { costOf, expressGigabyteSeconds, lambdaGigabyteSeconds } from '../../scripts/bench/cost.ts';
import { type Figure, keepsTarget, median } from '../../scripts/bench/figure.ts';
import { largeNotice } from '../../scripts/bench/large-file.ts';
import { markdown, withSection } from '../../scripts/bench/report.ts';
import { contextOf } from '../doors/support/files.ts';

describe('the cost model', () => {
  it('charges the naive and the lean design of the engineering notes what they say', () => {
    expect(costOf({ transition: 20 }).total * 1000).toBeCloseTo(0.5, 9);
    expect(costOf({ transition: 12 }).total * 1000).toBeCloseTo(0.3, 9);
  });

  it('adds services up and charges nothing for what was not used', () => {
    const cost = costOf({
      transition: 4,
      lambdaRequest: 5,
      writeUnit: 8,
      readUnit: 8,
      busEvent: 3,
      queueRequest: 5,
      objectWrite: 2,
    });
    const services = {
      stepFunctions: 1e-4,
      eventBridge: 3e-6,
      sqs: 2e-6,
      s3: 1e-5,
      lambda: 1e-6,
      dynamoDb: 6e-6,
    };
    for (const [service, dollars] of Object.entries(services))
      expect(cost[service as keyof typeof services]).toBeCloseTo(dollars, 12);
    expect(cost.total).toBeCloseTo(1e-4 + 3e-6 + 2e-6 + 1e-5 + 1e-6 + 6e-6, 12);
    expect(costOf({}).total).toBe(0);
  });

  it('rounds an Express execution up to 100 milliseconds of 64 MB', () => {
    expect(expressGigabyteSeconds(1)).toBe(expressGigabyteSeconds(100));
    expect(expressGigabyteSeconds(101)).toBeCloseTo(0.2 / 16, 12);
    expect(lambdaGigabyteSeconds(4, 100, 512)).toBeCloseTo(0.2, 12);
  });
});

describe('a target', () => {
  const row = { what: 'x', unit: 'KB', value: 30 };
  it('is kept at its limit and missed beyond it', () => {
    expect(keepsTarget({ ...row, atMost: 30 })).toBe(true);
    expect(keepsTarget({ ...row, atMost: 29 })).toBe(false);
    expect(keepsTarget({ ...row, atLeast: 31 })).toBe(false);
    expect(keepsTarget(row)).toBeUndefined();
  });

  it('takes the lower middle, so that a figure is one that was measured', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2);
    expect(() => median([])).toThrow('at least once');
  });
});

describe('the page of figures', () => {
  const page = 'Before.\n<!-- begin size -->\nold\n<!-- end size -->\nAfter.\n';
  const figure: Figure = { name: 'size', title: 'Size', how: 'Weighed.', measure: async () => [] };

  it('gets the section of a figure replaced and keeps the rest', () => {
    const rows = [
      { what: 'a | b', value: 0.123456, unit: 'KB', atMost: 0.1, detail: 'c' },
      { what: 'all', value: 1234.5, unit: '' },
    ];
    const once = withSection(page, 'size', markdown({ figure, rows }, '2026-03-02', 'a machine'));
    expect(once).toContain('Measured on 2026-03-02 with a machine.');
    expect(once).toContain('| a \\| b | 0.123 KB | ≤ 0.1 KB | over | c |');
    expect(once).toContain('| all | 1235 |  |  |  |');
    expect(once).toMatch(/^Before\.\n/);
    expect(once).toMatch(/\nAfter\.\n$/);
    expect(once).not.toContain('old');
    expect(withSection(once, 'size', markdown({ figure, rows }, '2026-03-02', 'a machine'))).toBe(once);
  });

  it('is refused when nobody can tell where a section belongs', () => {
    expect(() => withSection(page, 'speed', 'new')).toThrow('no place for speed');
  });
});

describe('a large notice', () => {
  it('is read whole by the door, without a finding, with every line ordered and counted', () => {
    const { csv, masterData, counts, skus } = largeNotice('BIG', 250);
    const parsed = readPartnerFile(
      { name: 'big.csv', bytes: Buffer.from(csv) },
      contextOf('northwind-grocery', 'bright-csv'),
    );
    expect(parsed.findings).toEqual([]);
    expect(parsed.notices.map(({ lineCount }) => lineCount)).toEqual([250]);
    const lines = [...(parsed.notices[0]?.lines() ?? [])].map(({ line }) => [
      line.poId,
      line.poLine,
      line.sku,
    ]);
    expect(lines).toEqual(
      (masterData.lines as { poId: string; poLine: number; sku: string }[]).map(({ poId, poLine, sku }) => [
        poId,
        poLine,
        sku,
      ]),
    );
    expect(counts.map((count) => count.length)).toEqual([100, 100, 50]);
    expect(counts.flat().map(({ sku }) => sku)).toEqual(skus);
  });
});
