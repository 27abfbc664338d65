import type { Envelope } from '../../../events/envelope.ts';
import { ReturnRequested } from '../../../events/returns.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { businessKeyOf } from '../../work/process-id.ts';
import { PROCESS, REQUEST, returnIdOf } from './facts.ts';

type Requested = Envelope<typeof ReturnRequested.data._zod.output>;

/** One process per RMA: the first request of a number stands, and a repeated one starts nothing. */
export async function startReturn(event: Requested, deps: Core & ReturnType<typeof machines>): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { rmaId } = event.data;
  const processId = returnIdOf(rmaId);
  const { processes, tenants } = deps.stores;
  await processes.putFact(tenant, processId, { key: REQUEST, sequence: 1, body: event.data });
  const job = jobFor(event, PROCESS, processId, await tenants.current(tenant));
  await deps.startProcess({
    tenantId: tenant,
    process: PROCESS,
    businessKey: businessKeyOf(rmaId),
    generation: 1,
    input: { job },
  });
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, ReturnRequested, parts);
  if (event) await startReturn(event, parts);
});
