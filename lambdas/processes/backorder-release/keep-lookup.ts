import * as z from 'zod/mini';
import { DemandLine, Order } from '../../adapters/oms/port.ts';
import { StockRow } from '../../adapters/wms/port.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { parkedEvent } from '../../work/parked.ts';
import { gatheredKey, lookupKey, type ReleaseRow, requireRelease, scopeOf } from './facts.ts';

/** Lines and orders asked for at once: an answer must pass through the state machine, which carries 256 KB. */
const LINES = 100;
const ORDERS = 25;

/** What to look up next; `rest` are ship-complete orders still to look up before the next page of demand, `after`. */
const Lookup = z.object({
  kind: z.enum(['demand', 'orders', 'stock', 'done']),
  page: z.int(),
  input: z.unknown(),
  rest: z.array(z.string()),
  after: z.optional(z.nullable(z.string())),
});
export type Lookup = z.infer<typeof Lookup>;

const Input = z.object({
  job: Job,
  group: z.int(),
  round: z.optional(z.int()),
  /** Absent at the start; with its answer, or with the failure that kept it away. */
  lookup: z.optional(Lookup),
  answer: z.optional(z.unknown()),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
  system: z.optional(z.nullable(z.string())),
});

/**
 * Keeps one answer of the lookups of a group of items and names the next: demand page by page, with the other lines of
 * orders that ship complete, then lots with their expiry where the items have lots. A system that is away parks the
 * group; one that refuses leaves its items to the hourly look.
 */
export async function keepLookup(input: z.infer<typeof Input>, deps: Core): Promise<Lookup> {
  const { job, group, lookup, answer, failure, system } = input;
  const tenant = tenantScope(job.tenantId);
  const row = await requireRelease(deps.stores.processes, tenant, job.processId);
  const { round } = row.facts;
  const skus = (await scopeOf(deps.stores.processes, tenant, row)).groups[group - 1] ?? [];
  if (failure) return endGather(tenant, row, group, { error: failure.Error, system }, deps);
  if (!lookup) return demandPage(skus, 1);

  const keep = (key: string, body: unknown) =>
    deps.stores.processes.putFact(tenant, job.processId, { key, sequence: 1, body });
  const name = `${String(group).padStart(4, '0')}#${String(lookup.page).padStart(4, '0')}`;
  switch (lookup.kind) {
    case 'demand': {
      const { lines, next } = DemandPage.parse(answer);
      await keep(lookupKey('demand', round, name), lines);
      const whole = [...new Set(lines.filter((line) => line.shipComplete).map(({ orderId }) => orderId))];
      return afterOrders({ ...lookup, rest: whole, after: next ?? null }, skus, tenant, row, group, deps);
    }
    case 'orders': {
      const { orders } = Orders.parse(answer);
      await keep(lookupKey('orders', round, `${name}#${lookup.rest.length}`), orders);
      return afterOrders(lookup, skus, tenant, row, group, deps);
    }
    case 'stock':
      await keep(lookupKey('stock', round, name), Stock.parse(answer).stock);
      return endGather(tenant, row, group, {}, deps);
    case 'done':
      return endGather(tenant, row, group, {}, deps);
  }
}

const DemandPage = z.object({ lines: z.array(DemandLine), next: z.optional(z.string()) });
const Orders = z.object({ orders: z.array(Order) });
const Stock = z.object({ stock: z.array(StockRow) });

/** Orders of the page, then the next page, then the lots. */
async function afterOrders(
  { page, rest, after }: Lookup,
  skus: readonly string[],
  tenant: TenantScope,
  row: ReleaseRow,
  group: number,
  deps: Core,
): Promise<Lookup> {
  if (rest.length > 0) {
    const input = { orderIds: rest.slice(0, ORDERS) };
    return { kind: 'orders', page, input, rest: rest.slice(ORDERS), after };
  }
  if (after) return demandPage(skus, page + 1, after);
  const lotted: string[] = [];
  for (const sku of skus)
    if ((await deps.stores.backorders.stock(tenant, row.site, sku)).lots.some(({ free }) => free > 0))
      lotted.push(sku);
  if (lotted.length > 0) return { kind: 'stock', page: 1, input: { skus: lotted }, rest: [] };
  return endGather(tenant, row, group, {}, deps);
}

function demandPage(skus: readonly string[], page: number, after?: string): Lookup {
  const input = { skus, limit: LINES, ...(after !== undefined && { after }) };
  return { kind: 'demand', page, input, rest: [] };
}

async function endGather(
  tenant: TenantScope,
  row: ReleaseRow,
  group: number,
  { error, system }: { readonly error?: string; readonly system?: string | null | undefined },
  deps: Core,
): Promise<Lookup> {
  const now = deps.clock();
  const { processes } = deps.stores;
  if (system) await processes.park(tenant, system, row.processId, [`resume/${system}`], now);
  await processes.change(tenant, row.processId, {
    at: now,
    facts: system
      ? { waitsFor: system }
      : { [gatheredKey(group)]: { round: row.facts.round, ...(error && { error }) } },
    ...(system && {
      events: [parkedEvent(row, `lookup-${row.facts.round}-${group}`, system, error ?? 'unknown', now)],
    }),
  });
  return { kind: 'done', page: 0, input: null, rest: [] };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => keepLookup(input, await deps()));
