import { createHash } from 'node:crypto';
import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { businessKeyOf, partsOf, processIdOf } from '../../work/process-id.ts';
import { requireProcess as requireRow } from '../../work/process-row.ts';
import type { ReplenishmentFacts, Watch } from './contract.ts';

/** Keys of replenishment: one place, so that writers and readers cannot drift apart. */
export const PROCESS = 'replenishment';
export const demandPrefix = (round: number) => `demand#${round}#`;
export const demandKey = (round: number, page: number) =>
  `${demandPrefix(round)}${String(page).padStart(4, '0')}`;

export type ReplenishmentRow = ProcessRow & { readonly facts: ReplenishmentFacts };
export const requireReplenishment = requireRow<ReplenishmentFacts>;

/** The one open request of an item at a site; the next one after its end is `~2`. No identifier holds a `~`. */
export function processIdOfItem(site: string, sku: string, generation: number): string {
  const own = businessKeyOf(site, sku);
  return processIdOf(PROCESS, generation === 1 ? own : `${own}~${generation}`);
}

export function generationOf(processId: string): {
  readonly businessKey: string;
  readonly sku: string;
  readonly generation: number;
} {
  const [businessKey = '', generation = '1'] = processId.slice(`${PROCESS}:`.length).split('~');
  return { businessKey, sku: partsOf(businessKey)[1] ?? '', generation: Number(generation) };
}

/** Items of a site are watched in so many lists: none of them grows with a whole warehouse. */
export const SHARDS = 16;

function watchList(site: string, shard: number): string {
  return processIdOf(PROCESS, businessKeyOf('watch', site, String(shard)));
}

function shardOf(sku: string): number {
  return (createHash('sha256').update(sku).digest()[0] ?? 0) % SHARDS;
}

export async function watchOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  site: string,
  sku: string,
): Promise<Watch | undefined> {
  const found = await processes.facts(tenant, watchList(site, shardOf(sku)), watchKey(sku));
  return found.map(({ body }) => body as Watch).find((watch) => watch.sku === sku);
}

export async function watchedItems(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  site: string,
  shard: number,
): Promise<readonly Watch[]> {
  const found = await processes.facts(tenant, watchList(site, shard), watchKey(''));
  return found.map(({ body }) => body as Watch);
}

/** A request writes once when it begins and once when it ends; whatever comes late is ignored by its sequence. */
export async function keepWatch(
  processes: Pick<ProcessStore, 'putFact'>,
  tenant: TenantScope,
  site: string,
  watch: Watch,
  moment: 'begin' | 'end',
): Promise<void> {
  await processes.putFact(tenant, watchList(site, shardOf(watch.sku)), {
    key: watchKey(watch.sku),
    sequence: watch.generation * 2 + (moment === 'end' ? 1 : 0),
    body: watch,
  });
}

const watchKey = (sku: string) => `watch#${sku}`;

/** What was heard of an order or a transfer is kept under its own number: it may come before the request knows the number. */
export const documentIdOf = (documentId: string) =>
  processIdOf(PROCESS, businessKeyOf('document', documentId));
export const OWNER = 'owner';
export const NEWS = 'news#';
