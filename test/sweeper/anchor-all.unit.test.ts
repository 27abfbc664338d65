import { beforeEach, describe, expect, it } from 'vitest';
import type { DayRoot } from '../../lambdas/domain/audit-chain.ts';
import { type AnchorBucket, anchoredRoots } from '../../lambdas/store/audit-anchor.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import type { InventoryStore, Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { anchorAll } from '../../lambdas/sweeper/anchor-all.ts';
import { processIn, someTenant } from '../store/samples.ts';
import { tenantDocument } from '../support/tenant.ts';

let stores: Stores;
let tenant: TenantScope;
let site: string;
let objects: Map<string, string>;
let bucket: AnchorBucket;
beforeEach(async () => {
  stores = memoryStores();
  tenant = someTenant();
  objects = new Map();
  bucket = {
    putOnce: async (key, body) => !objects.has(key) && Boolean(objects.set(key, body)),
    get: async (key) => objects.get(key),
    list: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)),
  };
  const document = tenantDocument(tenant);
  site = document.sites[0]?.site ?? '';
  await stores.tenants.apply(tenant, document, '2026-03-02T00:00:00Z');
});
const append = (at: string, lane = 1) =>
  stores.inventory.audit(tenant, {
    ...{ site, about: processIn(lane), at, kind: 'approval', actor: 'u-1', body: { at } },
  });
const run = (hasTime = () => true) => anchorAll({ stores, anchorBucket: bucket }, hasTime);
const counts = async (day: string) =>
  (await anchoredRoots(bucket, tenant, site, day)).map(({ lanes }) => lanes.map(({ count }) => count));

describe('anchoring', () => {
  it('has nothing to fix without entries', async () => {
    expect(await run()).toEqual({ days: 0, failures: [] });
    expect(objects.size).toBe(0);
  });

  it('fixes every day, again when it has grown, and writes over nothing', async () => {
    for (const day of ['01', '02', '03']) await append(`2026-03-${day}T08:00:00.000Z`);
    expect(await run()).toEqual({ days: 3, failures: [] });
    await append('2026-03-03T09:00:00.000Z');
    const before = new Map(objects);
    expect(await run()).toEqual({ days: 2, failures: [] });
    expect([await counts('2026-03-01'), await counts('2026-03-03')]).toEqual([[[1]], [[1], [2]]]);
    for (const [key, body] of before) expect(objects.get(key)).toBe(body);
    expect(await run()).toEqual({ days: 2, failures: [] });
    expect(objects.size).toBe(before.size + 1);
  });

  it('lists every lane, and what is anchored is the root the next day begins with', async () => {
    await append('2026-03-01T08:00:00.000Z', 1);
    await append('2026-03-01T09:00:00.000Z', 7);
    await append('2026-03-01T10:00:00.000Z', 7);
    await append('2026-03-02T08:00:00.000Z', 2);
    await run();
    const [first] = await anchoredRoots(bucket, tenant, site, '2026-03-01');
    expect(first?.lanes.map(({ lane, count }) => [lane, count])).toEqual([
      [1, 1],
      [7, 2],
    ]);
    for await (const opening of stores.inventory.auditChain(tenant, site, '2026-03-02')) {
      expect(opening.prevHash).toBe(first?.root);
      break;
    }
  });

  it('says which lane was rewritten or is gone, and goes on with the other days', async () => {
    await append('2026-03-02T08:00:00.000Z', 1);
    await append('2026-03-02T09:00:00.000Z', 7);
    await append('2026-03-03T08:00:00.000Z');
    await run();
    const whole = stores;
    const failing = async (forge: (root: DayRoot) => DayRoot | undefined) => {
      const inventory = {
        ...whole.inventory,
        auditRoot: async (...[scope, of, day]: Parameters<InventoryStore['auditRoot']>) => {
          const root = await whole.inventory.auditRoot(scope, of, day);
          return root && day === '2026-03-02' ? forge(root) : root;
        },
      };
      stores = { ...whole, inventory };
      return run();
    };
    const rewritten = await failing((root) => ({
      ...root,
      lanes: root.lanes.map((end) => (end.lane === 7 ? { ...end, head: 'f'.repeat(64) } : end)),
    }));
    expect([rewritten.days, rewritten.failures.map(({ row }) => row)]).toEqual([
      1,
      [`${tenant} ${site} 2026-03-02`],
    ]);
    expect(String(rewritten.failures[0]?.error)).toMatch(/2026-03-02 lane 7 entry 1 does not fit the anchor/);
    const cut = await failing((root) => ({ ...root, lanes: root.lanes.slice(0, 1) }));
    expect(String(cut.failures[0]?.error)).toMatch(/lane 7 entry 1 .* missing with its whole lane/);
    const gone = await failing(() => undefined);
    expect(String(gone.failures[0]?.error)).toMatch(/2026-03-02 does not fit .* it is missing/);
  });

  it('misses no day that was anchored and is gone', async () => {
    await append('2026-03-02T08:00:00.000Z');
    await run();
    stores = { ...stores, inventory: memoryStores().inventory };
    expect((await run()).failures.map(({ row }) => row)).toEqual([`${tenant} ${site} 2026-03-02`]);
  });

  it('stops when its time is over and goes on at the next run', async () => {
    await append('2026-03-02T08:00:00.000Z');
    expect(await run(() => false)).toEqual({ days: 0, failures: [] });
    expect(await run()).toEqual({ days: 1, failures: [] });
  });
});
