import { queueHandler } from '../../shared/queue-handler.ts';
import { machines, runtimeWith } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { type BeginDependencies, beginRelease } from './begin.ts';
import { PROCESS, type ReleaseRow } from './facts.ts';

/** Rows read at a time. */
const PAGE = 100;

/**
 * The hourly look at every site where order lines wait: items with free units get a release of the site and hour. It
 * finds what no event told: a hold that was lifted, an authorization that came, a lookup that failed. Items somebody is
 * being asked about are left to their release.
 */
export async function sweepBackorders(deps: BeginDependencies): Promise<void> {
  const { tenants } = deps.stores;
  const hour = deps.clock().slice(0, 13);
  for (const tenant of await tenants.all()) {
    const document = await tenants.current(tenant);
    for (const { site } of document?.sites ?? []) {
      const skus = await releasable(tenant, site, deps);
      if (skus.length === 0) continue;
      const document = `sweep/${hour}`;
      const eventId = `sweep/${site}/${hour}`;
      await beginRelease(
        { tenantid: tenant, site, document, correlationid: eventId },
        { kind: 'sweep', skus, eventId },
        deps,
      );
    }
  }
}

async function releasable(tenant: TenantScope, site: string, deps: BeginDependencies): Promise<string[]> {
  const { backorders, inventory } = deps.stores;
  const waiting: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await backorders.queue(tenant, site, {
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { sku } of page.rows)
      if ((await inventory.position(tenant, site, sku)).free > 0) waiting.push(sku);
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  if (waiting.length === 0) return [];
  const asked = await askedAbout(tenant, site, deps);
  return waiting.filter((sku) => !asked.has(sku));
}

async function askedAbout(
  tenant: TenantScope,
  site: string,
  { stores: { processes } }: BeginDependencies,
): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page = await processes.byState(tenant, site, 'REVIEW', {
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const row of page.rows)
      if (row.process === PROCESS)
        for (const sku of (row as unknown as ReleaseRow).facts.review?.skus ?? []) asked.add(sku);
    cursor = page.cursor;
    if (cursor === undefined) return asked;
  }
}

const deps = runtimeWith(machines);

export const handler = queueHandler(async () => sweepBackorders(await deps()));
