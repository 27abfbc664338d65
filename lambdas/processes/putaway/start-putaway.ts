import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptPosted } from '../../../events/inbound.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { PutawayQueued } from '../../../events/putaway.ts';
import { putawayLimits } from '../../domain/putaway-settings.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';
import { type DeliverDependencies, deliver } from './deliver.ts';

/**
 * Goods stand in staging: the lines of a receipt that went on sale, a return that did, a license plate the warehouse
 * system names. One putaway a load; whatever else is in the event is no goods in staging.
 */
export async function startPutaway(event: Envelope<unknown>, deps: DeliverDependencies): Promise<void> {
  for (const loadId of await loadsOf(event, deps))
    await deliver(event, { kind: 'queued', loadId, starts: true }, deps);
}

async function loadsOf(event: Envelope<unknown>, deps: DeliverDependencies): Promise<readonly string[]> {
  switch (event.type) {
    case PutawayQueued.type:
      return [PutawayQueued.event.parse(event).data.lpn];
    case ReceiptPosted.type:
      return ReceiptPosted.event
        .parse(event)
        .data.lines.filter(({ bucket, quantity }) => bucket === 'available' && quantity > 0)
        .map(({ effectKey }) => effectKey);
    default: {
      const { reasonCode, changes } = InventoryPositionChanged.event.parse(event).data;
      const document = await requireTenant(deps.stores, tenantScope(event.tenantid));
      if (!putawayLimits(document, event.site).restockReasons.value.includes(reasonCode)) return [];
      return changes
        .filter(({ bucket, delta }) => bucket === 'available' && delta > 0)
        .map(({ effectKey }) => effectKey);
    }
  }
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, [ReceiptPosted, InventoryPositionChanged, PutawayQueued], parts);
  if (event) await startPutaway(event, parts);
});
