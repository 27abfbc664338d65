import type { Envelope } from '../../../events/envelope.ts';
import { CustomerAnswered, MessageBounced } from '../../../events/promise.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import type { AnswerFact, BounceFact } from './contract.ts';
import { answerKey, bounceKey, ORDER, processIdOfOrder } from './facts.ts';
import { type WakeDependencies, wakeOrder } from './wake-order.ts';

/** A customer answered an offer, or could not be reached: kept with the order, and its process looks at it. */
export async function hearCustomer(event: Envelope<unknown>, deps: WakeDependencies): Promise<void> {
  const { orderId, key, body, entry } = newsOf(event);
  await deps.stores.processes.putFact(tenantScope(event.tenantid), processIdOfOrder(orderId), {
    key,
    sequence: 1,
    body,
  });
  await wakeOrder(deps, event, orderId, `${ORDER}:${entry}`);
}

function newsOf(event: Envelope<unknown>) {
  const at = new Date(event.time).toISOString();
  if (event.type === MessageBounced.type) {
    const { orderId, messageId } = MessageBounced.event.parse(event).data;
    const body: BounceFact = { messageId, at };
    return { orderId, key: bounceKey(messageId), body, entry: `bounce/${messageId}` };
  }
  const { orderId, orderLineId, offerId, answer } = CustomerAnswered.event.parse(event).data;
  const body: AnswerFact = { eventId: event.id, at, orderLineId, offerId, answer };
  return { orderId, key: answerKey(event.id), body, entry: `answer/${event.id}` };
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, [CustomerAnswered, MessageBounced], parts);
  if (event) await hearCustomer(event, parts);
});
