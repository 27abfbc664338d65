import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../lambdas/domain/audit-chain.ts';
import { type AnchorBucket, anchor } from '../../lambdas/store/audit-anchor.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import type { InventoryStore, Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { type AuditSource, NoStage, run } from '../../scripts/audit/run.ts';
import { verifyExport } from '../../scripts/audit/verify-file.ts';
import { movement, posting, someTenant } from '../store/samples.ts';
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
  for (const [n, at] of ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', '2026-03-03T08:00:00Z'].entries()) {
    await stores.inventory.post(
      tenant,
      posting([movement(`e${n}`)], { at, details: { note: 'é"\\' } }),
      () => [],
    );
  }
  await stores.inventory.audit(tenant, {
    site: 'dc2',
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

/** The inventory with one entry of dc1 changed, or left out where the forger gives nothing. */
function forging(
  day: string,
  sequence: number,
  forge: (entry: AuditEntry) => AuditEntry | undefined,
): Pick<InventoryStore, 'auditDays' | 'auditChain'> {
  return {
    auditDays: stores.inventory.auditDays,
    async *auditChain(scope, site, of) {
      for await (const entry of stores.inventory.auditChain(scope, site, of)) {
        const forged = site === 'dc1' && of === day && entry.sequence === sequence ? forge(entry) : entry;
        if (forged) yield forged;
      }
    },
  };
}

describe('verify', () => {
  it('walks every chain of every tenant and compares the anchors', async () => {
    await anchor(stores.inventory, anchors, tenant, 'dc1', '2026-03-02');
    await anchor(stores.inventory, anchors, tenant, 'dc1', '2026-03-02');
    const { exitCode, lines } = await verify();
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(`${tenant} dc1: 3 entries over 2 days fit`);
    expect(lines[0]).toMatch(/1 anchor agrees$/);
    expect(lines[1]).toMatch(`${tenant} dc2: 1 entries over 1 day fit`);
  });

  it('verifies one day after the last hash of the day before it', async () => {
    expect((await verify(['--site', 'dc1', '--day', '2026-03-03'])).lines[0]).toMatch(
      '1 entries over 1 day fit',
    );
    const inventory = forging('2026-03-02', 2, (entry) => ({ ...entry, hash: 'f'.repeat(64) }));
    const { exitCode, lines } = await verify(['--site', 'dc1', '--day', '2026-03-03'], { inventory });
    expect(exitCode).toBe(1);
    expect(lines[0]).toMatch(`${tenant} dc1 2026-03-03 entry 1 does not fit`);
  });

  it('names the first entry that was changed, removed or moved, and ends with 1', async () => {
    const changed = await verify([], {
      inventory: forging('2026-03-02', 2, (entry) => ({ ...entry, actor: 'mallory' })),
    });
    expect(changed.exitCode).toBe(1);
    expect(changed.lines[0]).toMatch(`${tenant} dc1 2026-03-02 entry 2 does not fit: its hash is`);
    const removed = await verify([], { inventory: forging('2026-03-02', 1, () => undefined) });
    expect(removed.lines[0]).toMatch(`${tenant} dc1 2026-03-02 entry 1 does not fit: it has the sequence 2`);
    expect(removed.lines[1]).toMatch(/dc2: 1 entries/);
    const unreadable = await verify([], {
      inventory: forging('2026-03-03', 1, () => JSON.parse('{') as AuditEntry),
    });
    expect(unreadable.lines[0]).toMatch(`${tenant} dc1 2026-03-03 entry 1 does not fit: it cannot be read`);
  });

  it('finds what only an anchor can show: a cut end and a day that was rewritten whole', async () => {
    await anchor(stores.inventory, anchors, tenant, 'dc1', '2026-03-03');
    const cut = await verify([], { inventory: forging('2026-03-03', 1, () => undefined) });
    expect(cut.exitCode).toBe(1);
    expect(cut.lines[0]).toMatch(`${tenant} dc1 2026-03-03 entry 1 does not fit: it is missing`);

    const forgers = memoryStores();
    for (const at of ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', '2026-03-03T08:00:00Z']) {
      await forgers.inventory.audit(tenant, { site: 'dc1', at, kind: 'posting', actor: 'mallory', body: {} });
    }
    const rewritten = await verify(['--site', 'dc1'], { inventory: forgers.inventory });
    expect(rewritten.exitCode).toBe(1);
    expect(rewritten.lines[0]).toMatch(
      `${tenant} dc1 2026-03-03 entries 1 to 1 does not fit: they do not have the anchored root`,
    );
    await expect(anchor(forgers.inventory, anchors, tenant, 'dc1', '2026-03-03')).rejects.toThrow(
      /the root .* says otherwise/,
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
    expect(lines[0]).toMatch(`${tenant} dc1: 3 entries fit, from its beginning`);
    expect(lines.at(-1)).toMatch('4 entries verified');
  });

  it('of one day says what it follows', async () => {
    const file = path.join(folder, 'day.jsonl');
    await verify(['--site', 'dc1', '--day', '2026-03-03', '--export', file]);
    expect((await run(['verify', '--file', file], without)).lines[0]).toMatch(
      /1 entries fit, after [0-9a-f]{64}, which this file does not hold/,
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
    expect((await checked(lines.toSpliced(1, 1))).lines[0]).toMatch(
      /line 2, .* 2026-03-03 entry 1, .*does not fit/,
    );
    expect((await checked(lines.toSpliced(1, 0, lines[0] ?? ''))).lines[0]).toMatch(/line 2, .*does not fit/);
    expect((await checked([...lines.slice(0, 3), (lines[3] ?? '').slice(0, 40)])).lines[0]).toMatch(
      /line 4, .*cannot be read/,
    );
    expect((await checked([])).exitCode).toBe(2);
  });
});
