import { queueHandler } from '../../shared/queue-handler.ts';
import { machines, runtimeWith } from '../../shared/runtime.ts';
import { type BeginDependencies, beginReplenishment, takesPart } from './begin.ts';
import { SHARDS, watchedItems } from './facts.ts';

/**
 * The hourly look at every item that was looked at before: what no event told is found here, such as demand that grew or a
 * silence that ended. An item that never moved has no stock to fall short of.
 */
export async function sweepItems(deps: BeginDependencies): Promise<void> {
  const { tenants, processes } = deps.stores;
  const hour = deps.clock().slice(0, 13);
  for (const tenant of await tenants.all()) {
    const document = await tenants.current(tenant);
    for (const { site } of document?.sites ?? []) {
      if (!takesPart(document, site)) continue;
      const cause = `sweep/${site}/${hour}`;
      for (let shard = 0; shard < SHARDS; shard++)
        for (const { sku } of await watchedItems(processes, tenant, site, shard))
          await beginReplenishment(
            { tenantid: tenant, site, correlationid: cause, sku, cause, forced: false },
            deps,
          );
    }
  }
}

const deps = runtimeWith(machines);

export const handler = queueHandler(async () => sweepItems(await deps()));
