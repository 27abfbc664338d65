import { type AnchorBucket, anchor, anchoredDays } from '../store/audit-anchor.ts';
import type { Stores, TenantScope } from '../store/ports.ts';
import type { Failure } from './sweep-rows.ts';

export interface AnchorDependencies {
  readonly stores: Pick<Stores, 'inventory' | 'tenants'>;
  readonly anchorBucket: AnchorBucket;
}

export interface Anchored {
  /** Days whose root stands in the bucket, now or since earlier. */
  readonly days: number;
  readonly failures: readonly Failure[];
}

/** The latest day, and the one before it, which may have grown between its last anchor and its end. */
const DAYS_THAT_GROW = 2;

/**
 * Fixes the audit chains of every tenant and site in write-once storage: the last days, which may have grown, and every
 * day that was never fixed. A chain that fails, above all one that no longer agrees with an earlier anchor, is reported
 * and does not stop the others.
 */
export async function anchorAll(
  { stores: { inventory, tenants }, anchorBucket }: AnchorDependencies,
  hasTime: () => boolean,
): Promise<Anchored> {
  const failures: Failure[] = [];
  let days = 0;
  const attempt = async (row: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failures.push({ row, error });
    }
  };
  const anchorSite = async (tenant: TenantScope, site: string) => {
    const fixed = new Set(await anchoredDays(anchorBucket, tenant, site));
    // A day that was anchored and is gone is as suspicious as one that was rewritten.
    const known = [...new Set([...(await inventory.auditDays(tenant, site)), ...fixed])].sort();
    const open = known.filter((day, index) => !fixed.has(day) || index >= known.length - DAYS_THAT_GROW);
    for (const day of open) {
      if (!hasTime()) return;
      await attempt(`${tenant} ${site} ${day}`, async () => {
        await anchor(inventory, anchorBucket, tenant, site, day);
        days += 1;
      });
    }
  };
  for (const tenant of await tenants.all()) {
    await attempt(tenant, async () => {
      for (const { site } of (await tenants.current(tenant))?.sites ?? [])
        await attempt(`${tenant} ${site}`, () => anchorSite(tenant, site));
    });
  }
  return { days, failures };
}
