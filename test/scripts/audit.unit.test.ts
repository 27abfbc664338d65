import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditEntry, dayRoot } from '../../lambdas/domain/audit-chain.ts';
import { UnreadableEntry } from '../../lambdas/domain/audit-verify.ts';
import { type AnchorBucket, anchor } from '../../lambdas/store/audit-anchor.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import type { Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { type AuditSource, NoStage, run } from '../../scripts/audit/run.ts';
import { verifyExport } from '../../scripts/audit/verify-file.ts';
import { forged } from '../domain/audit-entries.ts';
import { movement, posting, processIn, someTenant } from '../store/samples.ts';
import { tenantDocument } from '../support/tenant.ts';

let folder: string;
let stores: Stores;
let tenant: TenantScope;
const objects = new Map<string, string>();
const anchors: AnchorBucket = {
  putOnce: async (key, body) => !objects.has(key) && Boolean(objects.set(key, body)),
  get: async (key) => objects.get(key),
  list: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)),
};

/** Lane and time of what is posted at dc1: three entries in two lanes, and one a day later. */
const POSTED = [
  [3, '2026-03-02T08:00:00Z'],
  [3, '2026-03-02T09:00:00Z'],
  [5, '2026-03-02T10:00:00Z'],
  [3, '2026-03-03T08:00:00Z'],
] as const;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'audit-'));
  objects.clear();
  stores = memoryStores();
  tenant = someTenant();
  const document = tenantDocument(tenant);
  const [site] = document.sites;
  await stores.tenants.apply(
    tenant,
    { ...document, sites: site ? [site, { ...site, site: 'dc2' }] : [] },
    '2026-03-02T00:00:00Z',
  );
  for (const [n, [lane, at]] of POSTED.entries()) {
    await stores.inventory.post(
      tenant,
      posting([movement(`e${n}`)], { at, processId: processIn(lane), details: { note: 'é"\\' } }),
      () => [],
    );
  }
  await stores.inventory.audit(tenant, {
    site: 'dc2',
    about: processIn(1),
    at: '2026-03-02T08:00:00Z',
    kind: 'approval',
    actor: 'u-1',
    body: {},
  });
});
afterEach(() => rm(folder, { recursive: true }));

const source =
  (overrides: Partial<AuditSource> = {}) =>
  async (): Promise<AuditSource> => ({ ...stores, anchors, ...overrides });
const verify = (words: string[] = [], overrides: Partial<AuditSource> = {}) =>
  run(['verify', ...words], source(overrides));

/** The inventory with entries of dc1 changed, or left out where the forger gives nothing. */
function forging(forge: (entry: AuditEntry) => AuditEntry | undefined): AuditSource['inventory'] {
  return {
    auditDays: stores.inventory.auditDays,
    async *auditChain(scope, site, day) {
      for await (const entry of stores.inventory.auditChain(scope, site, day)) {
        const forged = site === 'dc1' ? forge(entry) : entry;
        if (forged) yield forged;
      }
    },
    async auditRoot(scope, site, day) {
      const entries: AuditEntry[] = [];
      for await (const entry of this.auditChain(scope, site, day)) entries.push(entry);
      const [opening, ...others] = entries;
      return (
        opening && dayRoot({ opening, ends: [...new Map(others.map((one) => [one.lane, one])).values()] })
      );
    },
  };
}

const entryAt = (day: string, lane: number, sequence?: number) => (entry: AuditEntry) =>
  entry.day === day && entry.lane === lane && (sequence === undefined || entry.sequence === sequence);
const without = (isIt: (entry: AuditEntry) => boolean) =>
  forging((entry) => (isIt(entry) ? undefined : entry));
const changing = (isIt: (entry: AuditEntry) => boolean, change: (entry: AuditEntry) => AuditEntry) =>
  forging((entry) => (isIt(entry) ? change(entry) : entry));

describe('verify', () => {
  it('walks every chain of every tenant and compares the anchors', async () => {
    await anchor(stores.inventory, anchors, tenant, 'dc1', '2026-03-02');
    const root = await anchor(stores.inventory, anchors, tenant, 'dc1', '2026-03-03');
    await anchor(stores.inventory, anchors, tenant, 'dc1', '2026-03-03');
    const { exitCode, lines } = await verify();
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      `${tenant} dc1: 6 entries over 2 days fit, the root of 2026-03-03 is ${root?.root}, 2 anchors agree`,
      expect.stringMatching(`${tenant} dc2: 2 entries over 1 day fit, .*, no anchor yet`),
    ]);
  });

  it('verifies one day, and how the days beside it are joined to it', async () => {
    const day = (at: string, inventory?: AuditSource['inventory']) =>
      verify(['--site', 'dc1', '--day', at], inventory && { inventory });
    expect((await day('2026-03-02')).lines[0]).toMatch('4 entries over 1 day fit, the root of 2026-03-02');
    expect((await day('2026-03-03')).lines[0]).toMatch('2 entries over 1 day fit, the root of 2026-03-03');
    const before = changing(entryAt('2026-03-02', 3, 2), (entry) => ({ ...entry, hash: 'f'.repeat(64) }));
    const joined = await day('2026-03-03', before);
    expect([joined.exitCode, joined.lines[0]]).toEqual([
      1,
      expect.stringMatching(`${tenant} dc1 2026-03-02 lane 3 entry 2 does not fit: its hash is f+, but was`),
    ]);
    const cut = await day('2026-03-02', without(entryAt('2026-03-02', 5)));
    expect([cut.exitCode, cut.lines[0]]).toEqual([
      1,
      expect.stringMatching(/2026-03-02 lane 5 entry 1 does not fit: it is missing with its whole lane/),
    ]);
  });

  it.each<[string, () => AuditSource['inventory'], string]>([
    [
      'changed',
      () => changing(entryAt('2026-03-02', 3, 2), (entry) => ({ ...entry, actor: 'mallory' })),
      '2026-03-02 lane 3 entry 2 does not fit: its hash is',
    ],
    [
      'removed',
      () => without(entryAt('2026-03-02', 3, 1)),
      '2026-03-02 lane 3 entry 2 does not fit: it has the sequence 2',
    ],
    [
      'the last of its lane on a day that is over, and removed',
      () => without(entryAt('2026-03-02', 3, 2)),
      '2026-03-02 lane 3 entry 2 does not fit: it is missing: lane 3 had 2 entries when 2026-03-03 was opened',
    ],
    [
      'the end of its lane, and made anew with its hash',
      () => changing(entryAt('2026-03-02', 5, 1), (entry) => forged(entry, { actor: 'mallory' })),
      '2026-03-02 lane 5 entry 1 does not fit: its hash is .*, but was .* when 2026-03-03 was opened',
    ],
    [
      'in a lane that was dropped',
      () => without(entryAt('2026-03-02', 5)),
      '2026-03-02 lane 5 entry 1 does not fit: it is missing with its whole lane',
    ],
    [
      'of another place',
      () => changing(entryAt('2026-03-03', 3), (entry) => forged(entry, { site: 'dc2' })),
      '2026-03-03 lane 3 entry 1 does not fit: it is stored here, but says',
    ],
    [
      'unreadable',
      () =>
        changing(entryAt('2026-03-03', 3), () => {
          throw new UnreadableEntry({ day: '2026-03-03', lane: 3, sequence: 1 }, 'not JSON');
        }),
      '2026-03-03 lane 3 entry 1 does not fit: it cannot be read: not JSON',
    ],
  ])(
    'names the first entry that is %s, goes on with the next chain, and ends with 1',
    async (_, inventory, finding) => {
      const { exitCode, lines } = await verify([], { inventory: inventory() });
      expect(exitCode).toBe(1);
      expect(lines[0]).toMatch(new RegExp(`^${tenant} dc1 ${finding}`));
      expect(lines[1]).toMatch(/dc2: 2 entries/);
    },
  );

  it('names two entries that changed places', async () => {
    const held: AuditEntry[] = [];
    for await (const entry of stores.inventory.auditChain(tenant, 'dc1', '2026-03-02')) held.push(entry);
    const [first, second] = held.filter(entryAt('2026-03-02', 3)) as [AuditEntry, AuditEntry];
    const swapped = changing(entryAt('2026-03-02', 3), ({ sequence }) => (sequence === 1 ? second : first));
    expect((await verify([], { inventory: swapped })).lines[0]).toMatch(
      '2026-03-02 lane 3 entry 2 does not fit: it has the sequence 2 where 1 belongs',
    );
  });

  it('finds what only an anchor can show: what is gone from the end, and a chain that was rewritten whole', async () => {
    await anchor(stores.inventory, anchors, tenant, 'dc1', '2026-03-03');
    const found = async (inventory: AuditSource['inventory']) => {
      const { exitCode, lines } = await verify(['--site', 'dc1'], { inventory });
      expect(exitCode).toBe(1);
      return lines[0];
    };
    expect(await found(without(entryAt('2026-03-03', 3)))).toMatch(
      '2026-03-03 lane 3 entry 1 does not fit: it is missing with its whole lane: lane 3 had 1 entries when it was anchored',
    );
    expect(
      await found(changing(entryAt('2026-03-03', 3), (entry) => forged(entry, { actor: 'mallory' }))),
    ).toMatch(/2026-03-03 lane 3 entry 1 does not fit: its hash is .*, but was .* when it was anchored/);
    expect(await found(without(({ day }) => day === '2026-03-03'))).toMatch(
      '2026-03-03 does not fit: it is missing: it stood when it was anchored',
    );

    const forgers = memoryStores();
    for (const [lane, at] of POSTED) {
      const draft = { site: 'dc1', about: processIn(lane), at, kind: 'posting', actor: 'mallory', body: {} };
      await forgers.inventory.audit(tenant, draft);
    }
    expect(await found(forgers.inventory)).toMatch(
      /2026-03-03 opening does not fit: .* the day was rewritten/,
    );
    await expect(anchor(forgers.inventory, anchors, tenant, 'dc1', '2026-03-03')).rejects.toThrow(
      /2026-03-03 opening does not fit the anchor/,
    );
  });

  it('says why anchors were not compared, and when there was nothing to verify', async () => {
    expect((await verify([], { anchors: undefined, withoutAnchors: 'no rights' })).lines.at(-1)).toBe(
      'Anchors were not compared: no rights',
    );
    const nothing = await verify(['--tenant', 'nobody']);
    expect(nothing.exitCode).toBe(2);
    expect(nothing.lines[0]).toMatch('nothing was verified');
    expect((await verify(['--day', '2026-03-09'])).exitCode).toBe(2);
  });

  it.each([
    [[]],
    [['check']],
    [['verify', '--day', 'today']],
    [['verify', '--nope']],
    [['verify', '--file', '/does/not/exist.jsonl']],
  ])('refuses %j', async (words) => {
    const { exitCode, lines } = await run(words, source());
    expect(exitCode).toBe(2);
    expect(lines.join()).not.toBe('');
  });
});

it('says in one sentence that there is no stage', async () => {
  const outcome = await run(['verify'], () => Promise.reject(new NoStage('nothing runs here')));
  expect(outcome).toEqual({ exitCode: 2, lines: ['nothing runs here'] });
});

describe('an export', () => {
  const exported = async () => {
    const file = path.join(folder, 'chain.jsonl');
    expect((await verify(['--export', file])).exitCode).toBe(0);
    return file;
  };
  const without = () => Promise.reject(new Error('AWS was asked for'));

  it('verifies without AWS', async () => {
    const file = await exported();
    const { exitCode, lines } = await run(['verify', '--file', file], without);
    expect(exitCode).toBe(0);
    expect(lines[0]).toMatch(`${tenant} dc1: 6 entries fit, from its beginning; the root of 2026-03-03 is`);
    expect(lines.at(-1)).toMatch('8 entries verified');
  });

  it('of one day says what it follows', async () => {
    const file = path.join(folder, 'day.jsonl');
    await verify(['--site', 'dc1', '--day', '2026-03-03', '--export', file]);
    expect((await run(['verify', '--file', file], without)).lines[0]).toMatch(
      /2 entries fit, after the root [0-9a-f]{64}, whose day this file does not hold/,
    );
  });

  it('names the line in which any one byte was flipped', async () => {
    const file = await exported();
    const bytes = await readFile(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, mask) => {
        fc.pre(bytes[place] !== 10);
        const flipped = Buffer.from(bytes);
        flipped[place] = (bytes[place] ?? 0) ^ mask;
        const line = bytes.subarray(0, place).filter((byte) => byte === 10).length + 1;
        const { finding } = await verifyExport([flipped.subarray(0, 100), flipped.subarray(100)]);
        expect(finding?.place).toMatch(new RegExp(`^line ${line},`));
      }),
      { numRuns: 1500 },
    );
  });

  it('names a line that is missing, repeated or cut', async () => {
    const file = await exported();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const checked = async (some: readonly string[]) => {
      await writeFile(file, some.join('\n'));
      return run(['verify', '--file', file], without);
    };
    // dc1: opening, lane 3 twice, lane 5; a day later opening and lane 3. Then dc2.
    const first = async (some: readonly string[]) => (await checked(some)).lines[0];
    expect(await first(lines.toSpliced(1, 1))).toMatch(
      /line 2, .* 2026-03-02 lane 3 entry 2, .*does not fit/,
    );
    expect(await first(lines.toSpliced(3, 1))).toMatch(
      /line 4, .* 2026-03-02 lane 5 entry 1, .*does not fit: .* whole lane/,
    );
    expect(await first(lines.toSpliced(0, 1))).toMatch(/line 1, .* its opening is missing/);
    expect(await first(lines.toSpliced(1, 0, lines[0] ?? ''))).toMatch(/line 2, .*does not fit/);
    expect(await first([...lines.slice(0, 3), (lines[3] ?? '').slice(0, 40)])).toMatch(
      /line 4, .*cannot be read/,
    );
    expect((await checked([])).exitCode).toBe(2);
  });
});
