import { RerankRequested } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type BeginDependencies, beginRelease, releaseOf } from './begin.ts';

type Event = Envelope<typeof RerankRequested.data._zod.output>;

/** Somebody wants order lines served first. The release proposes it and another person decides. */
export async function rerankDemand(event: Event, deps: BeginDependencies): Promise<void> {
  const { sku, orderLineIds, requestedBy } = event.data;
  const cause = { kind: 'rerank' as const, skus: [sku], orderLineIds, by: requestedBy, eventId: event.id };
  await beginRelease({ ...releaseOf(event), document: `rerank/${event.id}` }, cause, deps);
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, RerankRequested, parts);
  if (event) await rerankDemand(event, parts);
});
