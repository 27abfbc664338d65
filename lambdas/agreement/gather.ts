import type { PurchaseOrderLine } from '../adapters/erp/port.ts';
import type { Order } from '../adapters/oms/port.ts';
import type { BinBook } from '../adapters/wms/count-port.ts';
import { readCount, shelfOf } from '../processes/cycle-count/facts.ts';
import type { PromiseRow } from '../processes/order-promise/facts.ts';
import type { Scan } from '../processes/putaway/contract.ts';
import { generationOf, type PutawayRow, processIdFor, SCANS } from '../processes/putaway/facts.ts';
import type { ChunkBody } from '../processes/receiving/contract.ts';
import type { ReceivingLine } from '../processes/receiving/rules/line.ts';
import type { DecisionRecord, ProcessRow, Stores, TenantScope } from '../store/ports.ts';
import {
  compareCount,
  comparePromise,
  comparePutaway,
  compareReceiving,
  compareRelease,
  type Decided,
} from './compare.ts';
import type { Comparison } from './rate.ts';

/** Asks a system of the tenant; only lookups get through. */
type LookUp = (
  system: 'erp' | 'oms' | 'wms',
  operation: string,
  site: string,
  input: unknown,
) => Promise<unknown>;

export interface GatherDependencies {
  readonly stores: Pick<Stores, 'processes'>;
  readonly lookUp: LookUp;
}

/** Processes whose decisions the systems can be asked about. */
export const COMPARED = [
  'receiving',
  'cycle-count',
  'backorder-release',
  'putaway',
  'order-promise',
] as const;
export type Compared = (typeof COMPARED)[number];

type Gather = (
  tenant: TenantScope,
  rows: readonly ProcessRow[],
  deps: GatherDependencies,
) => Promise<readonly Comparison[]>;

/** Ids a lookup is asked about at once. */
const AT_ONCE = 100;
const PAGE = 100;

/**
 * What the processes of a site that ended in shadow decided, with what people did: at most `limit` rows are read, those of
 * all processes of the site among them. `isCut` says that there are more.
 */
export async function gather(
  tenant: TenantScope,
  site: string,
  processes: readonly Compared[],
  limit: number,
  deps: GatherDependencies,
): Promise<{ readonly comparisons: readonly Comparison[]; readonly isCut: boolean }> {
  const rows: ProcessRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await deps.stores.processes.byState(tenant, site, 'CLOSED', {
      limit: Math.min(PAGE, limit - rows.length),
      ...(cursor !== undefined && { cursor }),
    });
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < limit);
  const watched = rows.filter(({ mode }) => mode === 'shadow');
  const comparisons = await Promise.all(
    processes.map((process) =>
      GATHER[process](
        tenant,
        watched.filter((row) => row.process === process),
        deps,
      ),
    ),
  );
  return { comparisons: comparisons.flat(), isCut: cursor !== undefined };
}

const GATHER: Readonly<Record<Compared, Gather>> = {
  async receiving(tenant, rows, deps) {
    const decided: Decided<ReceivingLine>[] = [];
    for (const row of rows) {
      const records = await recordsOf(tenant, row, deps, 'receiving.settle');
      for (const line of await linesOf(tenant, row, deps)) {
        const record = records.findLast((one) => one.line === line.line);
        if (record) decided.push({ row, record, facts: line });
      }
    }
    const wanted = decided.flatMap(({ row, facts }) =>
      facts.orderLine === undefined ? [] : [{ site: row.site, id: facts.orderLine.poId }],
    );
    const answers = await askAbout(wanted, async (site, poIds) => {
      const { lines } = (await deps.lookUp('erp', 'lookUpOrders', site, { poIds, skus: [] })) as {
        readonly lines: readonly PurchaseOrderLine[];
      };
      return lines;
    });
    return compareReceiving(decided, answers);
  },

  async 'cycle-count'(tenant, rows, deps) {
    const found: Comparison[] = [];
    for (const row of rows) {
      const [record] = await recordsOf(tenant, row, deps, 'cycle-count.variance');
      if (!record) continue;
      const { body } = await readCount(deps.stores.processes, tenant, row.processId);
      const since = body.counts[0]?.countedAt;
      const book = (await deps.lookUp('wms', 'lookUpBin', row.site, {
        ...shelfOf(body),
        ...(since !== undefined && { since }),
      })) as BinBook;
      found.push(compareCount({ row, record, facts: body }, book));
    }
    return found;
  },

  async 'backorder-release'(tenant, rows, deps) {
    const decided: Decided<undefined>[] = [];
    const orders = new Map<string, { readonly site: string; readonly id: string }>();
    for (const row of rows) {
      for (const record of await recordsOf(tenant, row, deps, '5.8')) {
        decided.push({ row, record, facts: undefined });
        for (const orderId of ordersOf(record)) orders.set(orderId, { site: row.site, id: orderId });
      }
    }
    return compareRelease(decided, await ordersNow([...orders.values()], deps));
  },

  async putaway(tenant, rows, deps) {
    const found: Comparison[] = [];
    for (const row of rows) {
      const record = (await recordsOf(tenant, row, deps, '5.2')).at(-1);
      if (!record) continue;
      const { loadId } = (row as unknown as PutawayRow).facts;
      // A scan that comes after the end waits for the load's next putaway.
      const next = processIdFor(row.site, loadId, generationOf(row.processId) + 1);
      const scans = await deps.stores.processes.facts(tenant, next, SCANS);
      found.push(comparePutaway({ row, record, facts: scans.map(({ body }) => body as Scan) }));
    }
    return found;
  },

  async 'order-promise'(tenant, rows, deps) {
    const decided: Decided<{ readonly ends: boolean }>[] = [];
    const orders: { readonly site: string; readonly id: string }[] = [];
    for (const row of rows) {
      const { orderId } = (row as unknown as PromiseRow).facts;
      // A change of supply finds orders, and decides about none.
      if (orderId === undefined) continue;
      orders.push({ site: row.site, id: orderId });
      const ruled = await recordsOf(tenant, row, deps, 'order-promise.delay-rule');
      for (const record of await recordsOf(tenant, row, deps, 'order-promise.promise-date')) {
        const rule = ruled.find(({ at, line }) => at === record.at && line === record.line);
        const ends = (rule?.result as { readonly ends: string } | undefined)?.ends ?? 'NO';
        decided.push({ row, record, facts: { ends: ends !== 'NO' } });
      }
    }
    return comparePromise(decided, await ordersNow(orders, deps));
  },
};

async function recordsOf(
  tenant: TenantScope,
  { processId }: ProcessRow,
  { stores }: GatherDependencies,
  ruleId: string,
): Promise<readonly DecisionRecord[]> {
  const steps = await stores.processes.steps(tenant, processId);
  return steps.flatMap(({ decisions = [] }) => decisions).filter((record) => record.ruleId === ruleId);
}

async function linesOf(
  tenant: TenantScope,
  { processId }: ProcessRow,
  { stores }: GatherDependencies,
): Promise<readonly ReceivingLine[]> {
  const lines: ReceivingLine[] = [];
  for (let chunk = 1; ; chunk++) {
    const stored = await stores.processes.readChunk<ChunkBody>(tenant, processId, chunk);
    if (!stored) return lines;
    lines.push(...stored.body.lines);
  }
}

/** The orders as the OMS has them. */
const ordersNow = (
  wanted: readonly { readonly site: string; readonly id: string }[],
  { lookUp }: GatherDependencies,
): Promise<readonly Order[]> =>
  askAbout(wanted, async (site, orderIds) => {
    const { orders } = (await lookUp('oms', 'lookUpOrders', site, { orderIds })) as {
      readonly orders: readonly Order[];
    };
    return orders;
  });

function ordersOf({ result }: DecisionRecord): readonly string[] {
  const { granted, left } = result as {
    readonly granted: readonly { readonly orderId: string }[];
    readonly left: readonly { readonly orderId: string }[];
  };
  return [...granted, ...left].map(({ orderId }) => orderId);
}

/** Each id once, in questions of a size a system answers. */
async function askAbout<Answer>(
  wanted: readonly { readonly site: string; readonly id: string }[],
  ask: (site: string, ids: readonly string[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const bySite = Map.groupBy(wanted, ({ site }) => site);
  const answers: Answer[] = [];
  for (const [site, of] of bySite) {
    const ids = [...new Set(of.map(({ id }) => id))];
    for (let start = 0; start < ids.length; start += AT_ONCE)
      answers.push(...(await ask(site, ids.slice(start, start + AT_ONCE))));
  }
  return answers;
}
