import type { PutawayLimits } from '../../domain/putaway-settings.ts';
import type { Core } from '../../shared/runtime.ts';
import type { ReservedBin, TenantScope } from '../../store/ports.ts';
import type { Observed } from './contract.ts';
import type { PutawayRow } from './facts.ts';
import { type Room, zoneRow } from './rules/bins.ts';

/** A load that wants a bin, with what its look saw. */
export interface Wanted {
  readonly tenant: TenantScope;
  readonly row: PutawayRow;
  readonly observed: Observed;
  readonly limits: PutawayLimits;
  readonly now: string;
}

/** The bins of a look with what is reserved of them now; reservations of the load itself take no room from it. */
export async function roomNow(
  { tenant, row, observed, limits, now }: Wanted,
  deps: Core,
): Promise<{ readonly room: Room; readonly bins: readonly ReservedBin[] }> {
  const zones = observed.item.hazardClass === undefined ? [] : observed.bins.map(({ zone }) => zoneRow(zone));
  const names = [...observed.bins.map(({ bin }) => bin), ...new Set(zones)];
  const bins = await deps.stores.bins.reserved(tenant, row.site, names, now);
  const others = bins.map(({ bin, reservations }) => {
    return [bin, reservations.filter(({ claim }) => claim !== row.processId)] as const;
  });
  return { room: { observed, reserved: new Map(others), limits }, bins };
}

/**
 * Reserves the bin, and gives back whatever else a run that died has left. Goods of a hazard class reserve their zone first: it is
 * one row to write, so of two loads that want it at the same moment the second one sees the first. `false` when another load
 * was faster. What stays in the row of a zone ends with its time.
 */
export async function reserve(
  { tenant, row, observed, now }: Wanted,
  bin: string,
  until: string,
  bins: readonly ReservedBin[],
  deps: Core,
): Promise<boolean> {
  const { sku, lot, weightGrams, volumeMl } = observed.load;
  const { hazardClass } = observed.item;
  const claim = row.processId;
  const reservation = {
    claim,
    sku,
    weightGrams,
    volumeMl,
    until,
    ...(lot !== undefined && { lot }),
    ...(hazardClass !== undefined && { hazardClass }),
  };
  const zone = observed.bins.find((one) => one.bin === bin)?.zone;
  const wanted = hazardClass === undefined || zone === undefined ? [bin] : [zoneRow(zone), bin];
  for (const name of wanted) {
    const version = bins.find((one) => one.bin === name)?.version ?? 0;
    const place = { site: row.site, bin: name };
    if (!(await deps.stores.bins.reserve(tenant, place, reservation, { version, now }))) return false;
  }
  for (const other of bins)
    if (!wanted.includes(other.bin) && other.reservations.some((one) => one.claim === claim))
      await deps.stores.bins.release(tenant, { site: row.site, bin: other.bin }, claim);
  return true;
}
