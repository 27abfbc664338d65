import { localDate, momentOn } from '../../domain/calendar.ts';
import { reconciliationLimits } from '../../domain/reconciliation-settings.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { machines, runtimeWith } from '../../shared/runtime.ts';
import { processIdOf } from '../../work/process-id.ts';
import { type BeginDependencies, beginReconciliation, reconciliationKey } from './begin.ts';
import { PROCESS } from './contract.ts';

/**
 * The nightly comparison: once a calendar date of each site, at the first look after its time of day there. A site where
 * nothing ever moved has none.
 */
export async function sweepSites(deps: BeginDependencies): Promise<void> {
  const { tenants, processes, inventory } = deps.stores;
  const now = deps.clock();
  for (const tenant of await tenants.all()) {
    const document = await tenants.current(tenant);
    if (!document) continue;
    for (const { site, calendar } of document.sites) {
      const date = localDate(calendar.zone, now);
      const { nightlyAt } = reconciliationLimits(document, site);
      if (now < momentOn(calendar.zone, date, nightlyAt.value)) continue;
      const reconciliationId = `nightly-${date}`;
      const processId = processIdOf(PROCESS, reconciliationKey(site, reconciliationId));
      if (await processes.get(tenant, processId)) continue;
      if ((await inventory.positions(tenant, site, { limit: 1 })).rows.length === 0) continue;
      const cause = { tenantid: tenant, site, correlationid: `${reconciliationId}/${site}` };
      await beginReconciliation(cause, reconciliationId, undefined, deps);
    }
  }
}

const deps = runtimeWith(machines);

export const handler = queueHandler(async () => sweepSites(await deps()));
