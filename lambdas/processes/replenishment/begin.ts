import type { Envelope } from '../../../events/envelope.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import type { Core, machines } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { generationOf, PROCESS, processIdOfItem, type ReplenishmentRow, watchOf } from './facts.ts';
import { isWorthALook } from './rules/watch.ts';

export type BeginDependencies = Core & ReturnType<typeof machines>;

/** Where an item moved, and what made somebody look. */
export interface Look extends Pick<Envelope, 'tenantid' | 'site' | 'correlationid' | 'traceparent'> {
  readonly sku: string;
  readonly cause: string;
  /** Order lines wait: what is free says nothing about that. */
  readonly forced: boolean;
}

/**
 * Replenishment runs where a tenant's document names it, in shadow as well: looking at every item that moves anywhere would
 * cost a process for each movement of sites nobody plans here.
 */
export function takesPart(document: TenantDocument | undefined, site: string): boolean {
  return document?.cutover.some((entry) => entry.process === PROCESS && entry.site === site) ?? false;
}

/**
 * Starts a request for an item when there may be something to see: never looked at, free units at the level of the last
 * look or below, or the time of the next look has come. An open request is the only one; it is not disturbed.
 */
export async function beginReplenishment(look: Look, deps: BeginDependencies): Promise<void> {
  const tenant = tenantScope(look.tenantid);
  const { processes, tenants, inventory } = deps.stores;
  const { site, sku, cause, forced } = look;
  const document = await tenants.current(tenant);
  if (!takesPart(document, site)) return;
  const watch = await watchOf(processes, tenant, site, sku);
  if (watch) {
    const standing = await processes.get(tenant, processIdOfItem(site, sku, watch.generation));
    if (!standing?.closedAt) return;
    if ((standing as unknown as ReplenishmentRow).facts.cause === cause) return;
    const { free } = await inventory.position(tenant, site, sku);
    if (!forced && !isWorthALook(watch, free, deps.clock())) return;
  }
  const generation = (watch?.generation ?? 0) + 1;
  const processId = processIdOfItem(site, sku, generation);
  await deps.startProcess({
    tenantId: tenant,
    process: PROCESS,
    businessKey: generationOf(processId).businessKey,
    generation,
    input: { job: jobFor(look, PROCESS, processId, document), cause },
  });
}
