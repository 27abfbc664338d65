import * as z from 'zod/mini';
import { Item } from '../../adapters/erp/port.ts';
import { Order } from '../../adapters/oms/port.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';

const Input = z.object({
  job: Job,
  orders: z.object({ orders: z.array(Order) }),
  items: z.object({ items: z.array(z.pick(Item, { sku: true, substitutes: true })) }),
});

/** What to ask of whom about an order. */
export interface Sources {
  readonly sites: readonly {
    readonly site: string;
    readonly job: Job;
    readonly skus: readonly string[];
    readonly requests: readonly {
      readonly site: string;
      readonly postalCode: string;
      readonly country: string;
    }[];
  }[];
  readonly orderIds: readonly string[];
  readonly customerIds: readonly string[];
}

/** The sites that ship an order, with their items and what may replace them. Sites the tenant does not run are left out. */
export async function listSources(
  { job, orders: { orders }, items: { items } }: z.infer<typeof Input>,
  deps: Core,
): Promise<Sources> {
  const document = await requireTenant(deps.stores, tenantScope(job.tenantId));
  const known = new Set(document.sites.map(({ site }) => site));
  const [order] = orders;
  if (!order) return { sites: [], orderIds: [], customerIds: [] };
  const { postalCode, country } = order.destination;
  const bySite = Map.groupBy(order.lines, ({ site }) => site);
  return {
    sites: [...bySite]
      .filter(([site]) => known.has(site))
      .map(([site, lines]) => {
        const own = lines.map(({ sku }) => sku);
        const others = order.substitutesAllowed
          ? items.filter(({ sku }) => own.includes(sku)).flatMap(({ substitutes }) => substitutes)
          : [];
        return {
          site,
          job: { ...job, site },
          skus: [...new Set([...own, ...others])],
          requests: [{ site, postalCode, country }],
        };
      }),
    orderIds: [order.orderId],
    customerIds: [order.customerId],
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => listSources(input, await deps()));
