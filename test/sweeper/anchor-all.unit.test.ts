import { beforeEach, describe, expect, it } from 'vitest';
import { type AnchorBucket, anchoredRoots } from '../../lambdas/store/audit-anchor.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import type { Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { anchorAll } from '../../lambdas/sweeper/anchor-all.ts';
import { someTenant } from '../store/samples.ts';
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
const append = (at: string) =>
  stores.inventory.audit(tenant, { site, at, kind: 'approval', actor: 'u-1', body: { at } });
const run = (hasTime = () => true) => anchorAll({ stores, anchorBucket: bucket }, hasTime);
const counts = async (day: string) =>
  (await anchoredRoots(bucket, tenant, site, day)).map(({ count }) => count);

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
    expect([await counts('2026-03-01'), await counts('2026-03-03')]).toEqual([[1], [1, 2]]);
    for (const [key, body] of before) expect(objects.get(key)).toBe(body);
    expect(await run()).toEqual({ days: 2, failures: [] });
    expect(objects.size).toBe(before.size + 1);
  });

  it('says which chain was rewritten and goes on with the others', async () => {
    await append('2026-03-02T08:00:00.000Z');
    await append('2026-03-03T08:00:00.000Z');
    await run();
    const [first = ''] = [...objects.keys()].filter((key) => key.includes('2026-03-02'));
    objects.set(first, '{"root":"another"}');
    await append('2026-03-03T09:00:00.000Z');
    const { days, failures } = await run();
    expect(failures.map(({ row }) => row)).toEqual([`${tenant} ${site} 2026-03-02`]);
    expect(String(failures[0]?.error)).toContain('says otherwise');
    expect([days, await counts('2026-03-03')]).toEqual([1, [1, 2]]);
  });

  it('stops when its time is over and goes on at the next run', async () => {
    await append('2026-03-02T08:00:00.000Z');
    expect(await run(() => false)).toEqual({ days: 0, failures: [] });
    expect(await run()).toEqual({ days: 1, failures: [] });
  });
});
