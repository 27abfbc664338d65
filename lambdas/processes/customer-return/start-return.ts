import type { Envelope } from '../../../events/envelope.ts';
import { ReturnRequested } from '../../../events/returns.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { businessKeyOf } from '../../work/process-id.ts';
import { startFor } from '../../work/start-for.ts';
import { PROCESS, REQUEST, returnIdOf } from './facts.ts';

type Requested = Envelope<typeof ReturnRequested.data._zod.output>;

/** One process per RMA: the first request of a number stands, and a repeated one starts nothing. */
export async function startReturn(event: Requested, deps: Core & ReturnType<typeof machines>): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { rmaId } = event.data;
  const request = { key: REQUEST, sequence: 1, body: event.data };
  await deps.stores.processes.putFact(tenant, returnIdOf(rmaId), request);
  await startFor(deps, event, PROCESS, businessKeyOf(rmaId));
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, ReturnRequested, parts);
  if (event) await startReturn(event, parts);
});
