import type { ReconciliationLimits } from '../../domain/reconciliation-settings.ts';
import { unitsBooked, unitsGained } from '../../domain/site-book.ts';
import type { LedgerEntry, Position, ProcessRow, Stores, TenantScope } from '../../store/ports.ts';
import { freezesAmong, processesAbout } from '../../work/frozen-stock.ts';
import type { ChunkBody, Effect, ItemCase, OpenProcess } from './contract.ts';

type Reads = Pick<Stores, 'inventory' | 'processes' | 'work'>;

/** Rows read at a time. */
const PAGE = 100;
/** Effects of an item, and documents of it, that are compared one by one: the latest ones. */
export const LATEST = 100;

/** What is known of a SKU of a chunk now: our own position and processes, and what the systems have answered. */
export async function assembleItem(
  { inventory, processes, work }: Reads,
  tenant: TenantScope,
  site: string,
  sku: string,
  { answers, versions }: Pick<ChunkBody, 'answers' | 'versions'>,
  now: string,
): Promise<ItemCase> {
  const position = await inventory.position(tenant, site, sku);
  const units = unitsOf(position);
  const about = await processesAbout(processes, tenant, sku);
  return {
    sku,
    now,
    position: units,
    // What is on sale was accepted, so only other goods make it worth reading the whole ledger.
    unbooked: units.total > units.available ? unbookedIn(await ledgerOf(inventory, tenant, site, sku)) : 0,
    moved: position.version !== (versions[sku] ?? 0),
    answers: answers[sku] ?? {},
    frozen: await freezesAmong(work, tenant, site, about),
    // Processes that are not over and can be found by the SKU.
    open: about.filter((row) => row.closedAt === undefined && isAbout(row, site)).map(shown),
    effects: [],
  };
}

/** Units that came and that no book is meant to hold yet. */
const unbookedIn = (entries: readonly LedgerEntry[]) =>
  entries.reduce((sum, entry) => sum + unitsGained(entry) - unitsBooked(entry), 0);

function unitsOf({ buckets, free }: Position): ItemCase['position'] {
  const total = buckets.available + buckets.hold + buckets.quarantine + buckets.damaged;
  return { total, available: buckets.available, free };
}

/** A transfer belongs to the site that sends, and is about the one its goods go to as well. */
const isAbout = ({ site: own, facts }: ProcessRow, site: string) => own === site || facts.to === site;

const shown = ({ processId, process, updatedAt }: ProcessRow): OpenProcess => ({
  processId,
  process,
  updatedAt,
});

/** The latest effects of a SKU within the days looked back at. The ledger is in the order of its keys, so all of it is read. */
export async function latestEffects(
  inventory: Pick<Stores['inventory'], 'ledger'>,
  tenant: TenantScope,
  site: string,
  sku: string,
  { lookbackDays }: ReconciliationLimits,
  now: string,
): Promise<Effect[]> {
  const since = Date.parse(now) - lookbackDays.value * 86_400_000;
  return (await ledgerOf(inventory, tenant, site, sku))
    .filter(({ at }) => Date.parse(at) >= since)
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, LATEST)
    .map(effectOf);
}

async function ledgerOf(
  inventory: Pick<Stores['inventory'], 'ledger'>,
  tenant: TenantScope,
  site: string,
  sku: string,
): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await inventory.ledger(tenant, site, sku, {
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.rows);
    cursor = page.cursor;
    if (cursor === undefined) return found;
  }
}

/** Effects to judge a SKU by: the latest ones, and whichever the ERP has documents for. */
export async function effectsToJudge(
  { inventory }: Pick<Stores, 'inventory'>,
  tenant: TenantScope,
  site: string,
  item: ItemCase,
  limits: ReconciliationLimits,
): Promise<readonly Effect[]> {
  const documents = item.answers.documents ?? [];
  const latest = await latestEffects(inventory, tenant, site, item.sku, limits, item.now);
  const known = new Set(latest.map(({ effectKey }) => effectKey));
  const others = documents.filter(({ effectKey }) => !known.has(effectKey));
  const keys = [...new Set(others.map(({ effectKey }) => effectKey))];
  const older = await inventory.effects(
    tenant,
    site,
    keys.map((effectKey) => ({ sku: item.sku, effectKey })),
  );
  return [...latest, ...older.map(effectOf)];
}

const effectOf = (entry: LedgerEntry): Effect => ({
  effectKey: entry.effectKey,
  units: unitsBooked(entry),
});
