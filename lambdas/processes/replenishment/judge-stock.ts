import { BackorderQueued, BackorderReleased } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type BeginDependencies, beginReplenishment } from './begin.ts';

/** Stock of items moved, or orders wait for them: each item is looked at if that may have made it short. */
export async function judgeStock(event: Envelope<unknown>, deps: BeginDependencies): Promise<void> {
  const forced = event.type === BackorderQueued.type;
  for (const sku of itemsOf(event))
    await beginReplenishment({ ...event, sku, cause: event.id, forced }, deps);
}

function itemsOf(event: Envelope<unknown>): readonly string[] {
  if (event.type === BackorderQueued.type) return [BackorderQueued.event.parse(event).data.sku];
  if (event.type === BackorderReleased.type) return [BackorderReleased.event.parse(event).data.sku];
  const { changes } = InventoryPositionChanged.event.parse(event).data;
  return [...new Set(changes.filter(({ bucket }) => bucket === 'available').map(({ sku }) => sku))];
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(
    body,
    [InventoryPositionChanged, BackorderQueued, BackorderReleased],
    parts,
  );
  if (event) await judgeStock(event, parts);
});
