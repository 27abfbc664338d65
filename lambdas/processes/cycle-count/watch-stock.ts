import type { Envelope } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { localDate } from '../../domain/calendar.ts';
import { countLimits } from '../../domain/count-settings.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { calendarOf } from '../../work/process-row.ts';
import { requestOf } from './request-count.ts';

type Changed = Envelope<typeof InventoryPositionChanged.data._zod.output>;

/**
 * An item of which a movement left nothing, or fewer units than the limit, is counted, because an empty place is counted at a
 * glance (rule 5.3). What a count itself adjusted asks for no other.
 */
export async function watchStock(event: Changed, deps: Core): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const document = await deps.stores.tenants.current(tenant);
  if (!document || event.data.reasonCode.startsWith('COUNT_')) return;
  const lost = event.data.changes.filter(({ bucket, delta }) => bucket === 'available' && delta < 0);
  const { lowStock } = countLimits(document, event.site);
  const now = deps.clock();
  const today = localDate(calendarOf(document, event.site).zone, now);
  const requests: Envelope[] = [];
  for (const sku of new Set(lost.map((change) => change.sku))) {
    const left = (await deps.stores.inventory.position(tenant, event.site, sku)).buckets.available;
    if (left < lowStock.value)
      requests.push(
        requestOf(document, event.site, { sku }, left === 0 ? 'ZERO_STOCK' : 'LOW_STOCK', today, now),
      );
  }
  if (requests.length > 0) await deps.stores.inventory.enqueue(tenant, requests);
}

const deps = runtimeWith(documents, bus);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, InventoryPositionChanged, parts);
  if (event) await watchStock(event, parts);
});
