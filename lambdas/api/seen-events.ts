import { EVERY, holds } from '../domain/grants.ts';
import { siteOf } from '../doors/epcis/query-events.ts';
import type { TraceEvent } from '../store/epcis.ts';
import type { Stores } from '../store/ports.ts';
import type { Principal } from './principal.ts';

/**
 * Which events of the trail a caller sees: those at the sites of the grants; what happened at none of ours only whoever is
 * granted all sites.
 */
export async function seenBy(
  { tenant, sites: granted }: Principal,
  { tenants }: Pick<Stores, 'tenants'>,
): Promise<(trace: TraceEvent) => boolean> {
  const sites = (await tenants.current(tenant))?.sites ?? [];
  return ({ event }) => holds(granted, siteOf(event, sites) ?? EVERY);
}
