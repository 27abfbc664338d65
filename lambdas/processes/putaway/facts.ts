import type { Item } from '../../adapters/erp/port.ts';
import type { Bin, Load, StoredItem } from '../../adapters/wms/port.ts';
import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { businessKeyOf, processIdOf } from '../../work/process-id.ts';
import { requireProcess } from '../../work/process-row.ts';
import type { Observed, PutawayFacts, Scan } from './contract.ts';

/** Keys of a putaway's facts and pending work: one place, so that writers and readers cannot drift apart. */
export const PROCESS = 'putaway';
export const LOOK = 'look';
export const SCANS = 'scan/';
/** What wakes a putaway: `queued/<event>`, `scan/<event>`, `withdrawn/<event>`, `demand/<event>`. */
export type NewsKind = 'queued' | 'scan' | 'withdrawn' | 'demand';
export const newsEntry = (kind: NewsKind, eventId: string) => `${kind}/${eventId}`;
/** News that ask for a look, and those that are known by their entry alone. */
export const LOOKS = /^(queued|demand)\//;
export const NEWS = /^(queued|demand|withdrawn)\//;
export const eventIdsOf = (entries: readonly string[]) =>
  entries.map((entry) => entry.slice(entry.indexOf('/') + 1));
export const taskEntry = (step: string, round: number) => `task/${step}#${round}`;

export type PutawayRow = ProcessRow & { readonly facts: PutawayFacts };
export const requirePutaway = requireProcess<PutawayFacts>;

/**
 * A load has one putaway at a time. A license plate that is staged again after it was stored starts the next generation,
 * `<site>/<load>~2`; no identifier holds a `~`.
 */
export const businessKeyFor = (site: string, loadId: string, generation: number) =>
  generation === 1 ? businessKeyOf(site, loadId) : `${businessKeyOf(site, loadId)}~${generation}`;

export const processIdFor = (site: string, loadId: string, generation: number) =>
  processIdOf(PROCESS, businessKeyFor(site, loadId, generation));

export function generationOf(processId: string): number {
  return Number(/~(\d+)$/.exec(processId)?.[1] ?? '1');
}

/** What the systems answered to one look; without a load in staging only the first of them was asked. */
export interface Look {
  readonly look: number;
  readonly at: string;
  readonly load?: Load;
  readonly lpns: readonly string[];
  readonly item?: Item;
  readonly demand?: Observed['demand'];
  readonly stored?: StoredItem;
  readonly staging?: Observed['staging'];
  readonly bins?: readonly Bin[];
}

export async function lookOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  { processId, facts }: PutawayRow,
): Promise<Look | undefined> {
  const kept = (await processes.facts(tenant, processId, LOOK)).map(({ body }) => body as Look);
  return kept.find(({ look }) => look === facts.looked);
}

/** The latest scan nobody has looked at. One from before the load came to staging was about another stay of it. */
export async function freshScan(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  { processId, facts }: PutawayRow,
): Promise<Scan | undefined> {
  const scans = (await processes.facts(tenant, processId, SCANS)).map(({ body }) => body as Scan);
  return scans
    .filter(({ eventId }) => !facts.seen.includes(eventId))
    .filter(({ at }) => facts.load === undefined || Date.parse(at) >= Date.parse(facts.load.stagedAt))
    .sort((one, other) => one.at.localeCompare(other.at) || one.eventId.localeCompare(other.eventId))
    .at(-1);
}

export const later = (at: string, minutes: number) =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString();
