import type { Envelope } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { cutoverLevel } from '../../work/process-row.ts';
import { type BeginDependencies, beginRelease, releaseOf } from './begin.ts';

type Changed = Envelope<typeof InventoryPositionChanged.data._zod.output>;

/**
 * Stock moved. Whatever entered `available`, by a receipt, a transfer, a restock or a count, is released to those who
 * wait; a loss that leaves less than is reserved is an oversell somebody must hear of.
 */
export async function startRelease(event: Changed, deps: BeginDependencies): Promise<void> {
  const moved = Map.groupBy(
    event.data.changes.filter(({ bucket }) => bucket === 'available'),
    ({ sku }) => sku,
  );
  const netOf = (sku: string) => (moved.get(sku) ?? []).reduce((sum, { delta }) => sum + delta, 0);
  const skus = [...moved.keys()];
  const gained = skus.filter((sku) => netOf(sku) > 0);
  for (const sku of skus.filter((one) => netOf(one) < 0)) await reportOversell(event, sku, deps);
  if (gained.length === 0) return;
  await beginRelease(releaseOf(event), { kind: 'gain', skus: gained, eventId: event.id }, deps);
}

async function reportOversell(event: Changed, sku: string, deps: BeginDependencies): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { position, reservations } = await deps.stores.backorders.stock(tenant, event.site, sku);
  if (position.free >= 0 || (await isSettledByException(event, deps))) return;
  await openCase(deps, tenant, {
    class: 'OVERSOLD',
    site: event.site,
    subject: `${sku}/${event.data.documentId}`,
    summary: `${-position.free} units of ${sku} are reserved and not there anymore since ${event.data.documentId} (${event.data.reasonCode}): ${position.buckets.available} are left.`,
    links: [
      { kind: 'sku', id: sku },
      ...reservations.slice(0, 20).map(({ orderId }) => ({ kind: 'order', id: orderId })),
    ],
  });
}

/** What damage takes from order lines goes to fulfillment exceptions, where they act (rule 5.7). */
async function isSettledByException(
  { tenantid, site, data }: Changed,
  deps: BeginDependencies,
): Promise<boolean> {
  if (!data.reasonCode.startsWith('DAMAGE_')) return false;
  const document = await deps.stores.tenants.current(tenantScope(tenantid));
  return cutoverLevel(document, 'fulfillment-exception', site) === 'act';
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, InventoryPositionChanged, parts);
  if (event) await startRelease(event, parts);
});
