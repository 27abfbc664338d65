import { putawayLimits } from '../../domain/putaway-settings.ts';
import { WriteConflict } from '../../shared/errors.ts';
import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';
import type { Assignment } from './contract.ts';
import type { PutawayRow } from './facts.ts';
import { completedEvent, overriddenEvent, patternEvent } from './news.ts';
import { withOverride } from './rules/overrides.ts';

/**
 * The load is in its bin: announced in the write that ends the putaway. Another bin than the assigned one is announced as
 * overridden and remembered for its zone; enough of them are a pattern.
 */
export async function completePutaway(tenant: TenantScope, row: PutawayRow, deps: Core): Promise<void> {
  const { accepted, assignment, load, rank } = row.facts;
  if (!accepted || !load || !rank) return;
  const now = deps.clock();
  const overridden = assignment && assignment.bin !== accepted.bin ? assignment : undefined;
  if (overridden) await rememberOverride(tenant, row, overridden, deps);
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts: { ending: { state: 'CLOSED', outcome: overridden ? 'overridden' : 'stored' } },
    step: {
      key: `scan#${accepted.eventId}`,
      name: 'CompletePutaway',
      at: now,
      detail: { bin: accepted.bin, by: accepted.by, at: accepted.at, why: accepted.why },
    },
    events: [
      ...(overridden ? [overriddenEvent(row, load.sku, overridden, accepted, accepted.why, now)] : []),
      completedEvent(row, { load, rank }, accepted, now),
    ],
  });
}

async function rememberOverride(
  tenant: TenantScope,
  row: PutawayRow,
  { zone }: Assignment,
  deps: Core,
): Promise<void> {
  const { accepted } = row.facts;
  if (!accepted) return;
  const limits = putawayLimits(await requireTenant(deps.stores, tenant), row.site);
  const { overrides: known, version } = await deps.stores.bins.overrides(tenant, row.site, zone);
  const { overrides, pattern } = withOverride(known, accepted, limits);
  if (overrides === known) return;
  const events = pattern ? [patternEvent(row, zone, pattern, version + 1, deps.clock())] : [];
  const place = { site: row.site, zone };
  if (!(await deps.stores.bins.rememberOverrides(tenant, place, overrides, version, events)))
    throw new WriteConflict(`the overrides of zone ${zone} changed meanwhile: read them again`);
}
