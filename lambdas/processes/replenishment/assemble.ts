import type { Core } from '../../shared/runtime.ts';
import type { Position, TenantScope } from '../../store/ports.ts';
import type { Case, ItemPlan, Planning, Standing } from './contract.ts';
import { demandPrefix, type ReplenishmentRow } from './facts.ts';
import { heardOf } from './heard.ts';

interface DemandUnits {
  readonly orderLineId: string;
  readonly open: number;
}

/** Brings together what the planner said, what is on hand here and elsewhere, and who waits. */
export async function assembleCase(
  row: ReplenishmentRow,
  planning: Planning,
  today: string,
  tenant: TenantScope,
  deps: Core,
): Promise<Case> {
  const { backorders, quality } = deps.stores;
  const { sku, excluded, last, triggered } = row.facts;
  const others = new Map<string, Standing>();
  for (const { from } of planning.lanes) {
    // Whoever waits at a site comes before anybody elsewhere.
    if (await backorders.queued(tenant, from, sku)) continue;
    const { position } = await backorders.stock(tenant, from, sku);
    others.set(from, standingOf(position, 0));
  }
  const stopped: string[] = [];
  for (const { supplierId } of planning.suppliers)
    if ((await quality.history(tenant, supplierId, sku)).severity === 'stopped') stopped.push(supplierId);
  const plans = await Promise.all(planning.plans.map((plan) => confirmedPlan(plan, sku, tenant, deps)));
  return {
    site: row.site,
    now: deps.clock(),
    today,
    planning: { ...planning, plans },
    own: await ownStanding(row, tenant, deps),
    others,
    excluded,
    stopped,
    // A request that has begun is not silenced by itself.
    ...(last && !triggered ? { last } : {}),
  };
}

/** Units of open order lines nobody has allocated, without those that are reserved for the line already. */
async function ownStanding(row: ReplenishmentRow, tenant: TenantScope, deps: Core): Promise<Standing> {
  const { processes, backorders } = deps.stores;
  const { sku, round } = row.facts;
  const { position, reservations } = await backorders.stock(tenant, row.site, sku);
  const held = new Map(
    reservations.map(({ orderLineId, parts }) => [
      orderLineId,
      parts.filter(({ documents }) => !documents).reduce((sum, { quantity }) => sum + quantity, 0),
    ]),
  );
  const pages = await processes.facts(tenant, row.processId, demandPrefix(round));
  // A line that moved between two pages is in both; the later page is the newer word.
  const lines = new Map(
    pages.flatMap(({ body }) => (body as readonly DemandUnits[]).map((line) => [line.orderLineId, line])),
  );
  const backOrders = [...lines.values()].reduce(
    (sum, { orderLineId, open }) => sum + Math.max(0, open - (held.get(orderLineId) ?? 0)),
    0,
  );
  return standingOf(position, backOrders);
}

/** What our own books say, in transit too: a transfer posts each leg there before any planner knows. */
function standingOf({ buckets, free }: Position, backOrders: number): Standing {
  const { available: usable, inTransit } = buckets;
  return { usable, reserved: usable - free, backOrders, inTransit };
}

/** What a supplier acknowledged counts at once, also before its ERP knows. */
async function confirmedPlan(
  plan: ItemPlan,
  sku: string,
  tenant: TenantScope,
  { stores: { processes } }: Core,
): Promise<ItemPlan> {
  const onOrder = await Promise.all(
    plan.onOrder.map(async (line) => {
      if (line.confirmed >= line.open) return line;
      const word = (await heardOf(processes, tenant, line.poId)).find(({ kind }) => kind === 'acknowledged');
      if (word?.kind !== 'acknowledged') return line;
      const said = word.lines
        .filter((one) => one.poLine === line.poLine && one.sku === sku)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      return { ...line, confirmed: Math.max(line.confirmed, Math.min(said, line.open)) };
    }),
  );
  return { ...plan, onOrder };
}
