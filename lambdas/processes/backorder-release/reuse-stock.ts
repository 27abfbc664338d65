import { ReservationEnded } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type BeginDependencies, beginRelease, releaseOf } from './begin.ts';

type Event = Envelope<typeof ReservationEnded.data._zod.output>;

/** A reservation ended without its order: the units go to whoever comes next, by the release that had reserved them or its successor. */
export async function reuseStock(event: Event, deps: BeginDependencies): Promise<void> {
  const cause = { kind: 'gain' as const, skus: [event.data.sku], eventId: event.id };
  await beginRelease(releaseOf(event), cause, deps);
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, ReservationEnded, parts);
  if (event) await reuseStock(event, parts);
});
