import { DemandWithdrawn } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type BeginDependencies, beginRelease, releaseOf } from './begin.ts';

type Event = Envelope<typeof DemandWithdrawn.data._zod.output>;

/** An order line was cancelled: what is reserved for it is taken back, as long as it is not picked, and released to others. */
export async function withdrawDemand(event: Event, deps: BeginDependencies): Promise<void> {
  const { sku, orderLineId } = event.data;
  const cause = { kind: 'withdrawal' as const, skus: [sku], orderLineId, eventId: event.id };
  await beginRelease({ ...releaseOf(event), document: `withdrawn/${orderLineId}` }, cause, deps);
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, DemandWithdrawn, parts);
  if (event) await withdrawDemand(event, parts);
});
