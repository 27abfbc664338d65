import type { DoubtfulStock } from '../domain/availability.ts';
import type { ProcessRow, Stores, TenantScope } from '../store/ports.ts';

/** Units a count has frozen, as its process row keeps them from `StockFrozen` until `StockUnfrozen`. */
export interface Freeze extends DoubtfulStock {
  readonly holdId: string;
}

const COUNTS = 'cycle-count';
const PAGE = 100;

/**
 * What is frozen of a SKU at a site (rule 5.3). A count that nobody settled has ended and its stock stays frozen: that stands
 * until somebody has resolved its case.
 */
export async function frozenStock(
  stores: Pick<Stores, 'processes' | 'work'>,
  tenant: TenantScope,
  site: string,
  sku: string,
): Promise<readonly Freeze[]> {
  return freezesAmong(stores.work, tenant, site, await processesAbout(stores.processes, tenant, sku));
}

/** The same, where the processes about the SKU are known. */
export async function freezesAmong(
  work: Pick<Stores['work'], 'casesOf'>,
  tenant: TenantScope,
  site: string,
  rows: readonly ProcessRow[],
): Promise<readonly Freeze[]> {
  const standing: Freeze[] = [];
  for (const row of rows) {
    const frozen = row.facts.frozen as Freeze | null | undefined;
    if (row.process !== COUNTS || row.site !== site || !frozen) continue;
    if (row.closedAt === undefined || (await isOwned(work, tenant, row))) standing.push(frozen);
  }
  return standing;
}

/** Every process that can be found by a SKU, at whichever site. */
export async function processesAbout(
  processes: Pick<Stores['processes'], 'search'>,
  tenant: TenantScope,
  sku: string,
): Promise<readonly ProcessRow[]> {
  const found: ProcessRow[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await processes.search(
      tenant,
      { kind: 'sku', value: sku },
      { limit: PAGE, ...(cursor !== undefined && { cursor }) },
    );
    found.push(...page.rows);
    cursor = page.cursor;
    if (cursor === undefined) return found;
  }
}

async function isOwned(
  work: Pick<Stores['work'], 'casesOf'>,
  tenant: TenantScope,
  { processId }: ProcessRow,
): Promise<boolean> {
  return (await work.casesOf(tenant, processId)).some(({ state }) => state !== 'RESOLVED');
}
