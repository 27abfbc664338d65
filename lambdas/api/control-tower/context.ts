import { localDate } from '../../domain/calendar.ts';
import { holds } from '../../domain/grants.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ProcessRow } from '../../store/ports.ts';
import type { Principal } from '../principal.ts';
import type { Loaders, Place } from './loaders.ts';

/** What the fields of one query are answered with. */
export interface Tower {
  readonly principal: Principal;
  readonly load: Loaders;
  readonly clock: Clock;
}

/** The processes about an item at a site the caller may see, the one that moved last first. */
export async function rowsAt(
  { principal, load }: Tower,
  { site, sku }: Place,
): Promise<readonly ProcessRow[]> {
  const rows = await load.about.load(sku);
  return rows
    .filter((row) => isSeen(principal, row) && (row.site === site || row.facts.to === site))
    .toSorted((a, b) => (a.updatedAt > b.updatedAt ? -1 : 1));
}

export function isSeen({ sites, processes }: Principal, row: ProcessRow): boolean {
  return holds(sites, row.site) && holds(processes, row.process);
}

/** Today at a site. */
export async function todayAt({ load, clock }: Tower, site: string): Promise<string> {
  const calendar = (await load.document()).sites.find((one) => one.site === site)?.calendar;
  return localDate(calendar?.zone ?? 'UTC', clock());
}
