import DataLoader from 'dataloader';
import type { TenantDocument } from '../../domain/tenant.ts';
import type { TransferBody } from '../../processes/transfer/contract.ts';
import { readBody } from '../../processes/transfer/facts.ts';
import { NotFound } from '../../shared/errors.ts';
import type {
  CaseRow,
  ItemStock,
  ProcessRow,
  QueuedItem,
  SearchKey,
  Stores,
  TenantScope,
  ToldEvent,
} from '../../store/ports.ts';
import type { CaseClass } from '../../work/case-classes.ts';
import { caseIdOf, recurring } from '../../work/cases.ts';
import { type Freeze, freezesAmong, processesAbout } from '../../work/frozen-stock.ts';

export type TowerStores = Pick<Stores, 'processes' | 'inventory' | 'backorders' | 'work' | 'tenants'>;
export interface Place {
  readonly site: string;
  readonly sku: string;
}

/** What the comparison of systems opens cases of, by SKU (rule 5.11). */
const DRIFT_CASES = ['CHANNEL_DRIFT', 'POSTING_DRIFT', 'DRIFT_UNEXPLAINED'] as const satisfies CaseClass[];
/** Processes of one order that are looked at: few have more. */
const ORDER_ROWS = 50;

/** All the reads of one query: whatever fields ask for, and however often, each thing is read once. */
export interface Loaders {
  readonly document: () => Promise<TenantDocument>;
  /** Every process that can be found by an item, at whichever site. */
  readonly about: DataLoader<string, readonly ProcessRow[]>;
  readonly stock: DataLoader<Place, ItemStock, string>;
  readonly frozen: DataLoader<Place, readonly Freeze[], string>;
  readonly queued: DataLoader<Place, QueuedItem | undefined, string>;
  readonly driftCases: DataLoader<Place, readonly CaseRow[], string>;
  readonly process: DataLoader<string, ProcessRow | undefined>;
  readonly cases: DataLoader<string, readonly CaseRow[]>;
  readonly events: DataLoader<ProcessRow, readonly ToldEvent[], string>;
  readonly ofOrder: DataLoader<string, readonly ProcessRow[]>;
  readonly ofPurchase: DataLoader<string, readonly ProcessRow[]>;
  readonly transfer: DataLoader<string, TransferBody | undefined>;
}

export function loadersOf(tenant: TenantScope, stores: TowerStores): Loaders {
  const { processes, inventory, backorders, work, tenants } = stores;
  const documents = once(async () => {
    const document = await tenants.current(tenant);
    if (document) return document;
    throw new NotFound(`tenant ${tenant} has no document; apply one first`);
  });
  const found = async (key: SearchKey) => (await processes.search(tenant, key, { limit: ORDER_ROWS })).rows;
  const about = each<string, readonly ProcessRow[]>((sku) => processesAbout(processes, tenant, sku));
  const cases = each<string, readonly CaseRow[]>((processId) => work.casesOf(tenant, processId));
  return {
    document: () => documents.load(''),
    about,
    cases,
    stock: each(({ site, sku }) => backorders.stock(tenant, site, sku), placeKey),
    frozen: each(
      async ({ site, sku }) =>
        freezesAmong(
          { casesOf: async (_, processId) => cases.load(processId) },
          tenant,
          site,
          await about.load(sku),
        ),
      placeKey,
    ),
    queued: each(({ site, sku }) => backorders.queued(tenant, site, sku), placeKey),
    driftCases: each((place) => driftCases(stores, tenant, place), placeKey),
    process: each<string, ProcessRow | undefined>((processId) => processes.get(tenant, processId)),
    events: each(
      async ({ processId, businessKey }) =>
        (
          await Promise.all([processes.announced(tenant, processId), inventory.eventsOf(tenant, businessKey)])
        ).flat(),
      ({ processId }) => processId,
    ),
    ofOrder: each<string, readonly ProcessRow[]>((value) => found({ kind: 'order', value })),
    ofPurchase: each<string, readonly ProcessRow[]>((value) => found({ kind: 'po', value })),
    transfer: each<string, TransferBody | undefined>(
      async (processId) => (await readBody(processes, tenant, processId))?.body,
    ),
  };
}

/** Cases of a difference stand for the item and the site, not for the run that found it: their ids follow from them. */
async function driftCases(
  stores: TowerStores,
  tenant: TenantScope,
  { site, sku }: Place,
): Promise<readonly CaseRow[]> {
  const found = await Promise.all(
    DRIFT_CASES.map(async (kind) => {
      const about = { class: kind, site, subject: sku };
      const { subject, standing } = await recurring({ stores }, tenant, about);
      return standing ? stores.work.case(tenant, caseIdOf(tenant, { ...about, subject })) : undefined;
    }),
  );
  return found.flatMap((row) => row ?? []);
}

function each<Key, Value, CacheKey = Key>(
  load: (key: Key) => Promise<Value>,
  cacheKeyFn?: (key: Key) => CacheKey,
): DataLoader<Key, Value, CacheKey> {
  return new DataLoader<Key, Value, CacheKey>(
    (keys) => Promise.all(keys.map((key) => load(key).catch((error: unknown) => error as Error))),
    cacheKeyFn ? { cacheKeyFn } : {},
  );
}

function once<Value>(load: () => Promise<Value>): DataLoader<string, Value> {
  return each<string, Value>(load);
}

const placeKey = ({ site, sku }: Place) => JSON.stringify([site, sku]);
