import { describe, expect, it } from 'vitest';
import { contextOf, readScenario } from './support/files.ts';
import { fuzzDoors, generator, mutate, type Seed } from './support/fuzz.ts';
import { fuzzCsvDocuments } from './support/fuzz-csv.ts';
import { interchangeOf, shipNotice } from './support/notices.ts';

const northwind = contextOf('northwind-grocery', 'acorn-edi');
const files: readonly Seed[] = [
  ...['clean.edi', 'item-above-pack.edi', 'one-set-refused.edi', 'replace.json'].map((name) => ({
    ...readScenario('northwind-grocery', 'acorn-edi', name),
    context: northwind,
  })),
  ...['odd-delimiters.edi', 'clean.json'].map((name) => ({
    ...readScenario('harbor-home', 'acorn-edi', name),
    context: contextOf('harbor-home', 'acorn-edi'),
  })),
  {
    ...readScenario('northwind-grocery', 'bright-csv', 'two-notices.csv'),
    context: contextOf('northwind-grocery', 'bright-csv'),
  },
  {
    name: 'groups.edi',
    bytes: Buffer.from(
      interchangeOf([
        [shipNotice({ asnId: 'A-1' }), shipNotice({ asnId: 'A-2', set: '0002' })],
        [shipNotice({ asnId: 'A-3' })],
      ]),
    ),
    context: northwind,
  },
];

describe('broken files', () => {
  it('never throw, never are used without their totals, and are never refused without a reason', () => {
    const result = fuzzDoors(files, 2_000, 20260302);
    expect(result.violations).toEqual([]);
    // The fuzzer must reach both ends, or it proves nothing.
    expect(result.rejected).toBeGreaterThan(500);
    expect(result.accepted + result.withErrors).toBeGreaterThan(100);
  });

  it('of CSV that holds no notices are as honest', () => {
    const { violations, rejected, used } = fuzzCsvDocuments(2_000, 20260302);
    expect(violations).toEqual([]);
    expect(rejected).toBeGreaterThan(500);
    expect(used).toBeGreaterThan(100);
  });

  it('break the same way for the same seed', () => {
    const [file] = files;
    const once = mutate(file?.bytes ?? Buffer.alloc(0), generator(7));
    expect(mutate(file?.bytes ?? Buffer.alloc(0), generator(7))).toEqual(once);
    expect(once).not.toEqual(file?.bytes);
  });
});
