import { BackorderReleased, BackorderWithdrawn } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { PromiseReviewRequested, type ReviewReason } from '../../../events/promise.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { causeKey, ORDER, processIdOfOrder } from './facts.ts';
import { type WakeDependencies, wakeOrder } from './wake-order.ts';

/** Stock or supply behind orders changed: each order is looked at, by its process or by a new one. */
export async function reviewOrders(event: Envelope<unknown>, deps: WakeDependencies): Promise<void> {
  const { orderIds, reason } = ordersOf(event);
  for (const orderId of new Set(orderIds)) {
    await deps.stores.processes.putFact(tenantScope(event.tenantid), processIdOfOrder(orderId), {
      key: causeKey(event.id),
      sequence: 1,
      body: { eventId: event.id, reason },
    });
    await wakeOrder(deps, event, orderId, `${ORDER}:review/${event.id}`);
  }
}

function ordersOf(event: Envelope<unknown>): { orderIds: readonly string[]; reason: ReviewReason } {
  if (event.type === BackorderReleased.type) {
    const { orderId } = BackorderReleased.event.parse(event).data;
    return { orderIds: [orderId], reason: 'STOCK_RELEASED' };
  }
  if (event.type === BackorderWithdrawn.type) {
    const { orderId } = BackorderWithdrawn.event.parse(event).data;
    return { orderIds: [orderId], reason: 'STOCK_LOST' };
  }
  return PromiseReviewRequested.event.parse(event).data;
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(
    body,
    [PromiseReviewRequested, BackorderReleased, BackorderWithdrawn],
    parts,
  );
  if (event) await reviewOrders(event, parts);
});
