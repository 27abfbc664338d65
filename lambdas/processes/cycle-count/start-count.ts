import { CountRequested } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { startFor } from '../../work/start-for.ts';
import { PROCESS } from './facts.ts';

type Requested = Envelope<typeof CountRequested.data._zod.output>;

/** One process per count: the same request again starts nothing. */
export async function startCount(event: Requested, deps: Core & ReturnType<typeof machines>): Promise<void> {
  await startFor(deps, event, PROCESS, event.data.countId, { request: event.data });
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, CountRequested, parts);
  if (event) await startCount(event, parts);
});
