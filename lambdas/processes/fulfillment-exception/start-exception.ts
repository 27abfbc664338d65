import type { Envelope } from '../../../events/envelope.ts';
import { FulfillmentException, type ReportedException } from '../../../events/fulfillment.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { exceptionKey, PROCESS, processIdOfException } from './facts.ts';

/** An exception was reported: one process for it, however often it is told. */
export async function startException(
  event: Envelope<ReportedException>,
  deps: Core & ReturnType<typeof machines>,
): Promise<void> {
  const exception = event.data;
  const document = await deps.stores.tenants.current(tenantScope(event.tenantid));
  const job = jobFor(event, PROCESS, processIdOfException(exception), document);
  await deps.startProcess({
    tenantId: event.tenantid,
    process: PROCESS,
    businessKey: exceptionKey(exception),
    generation: 1,
    input: { job, exception, eventId: event.id },
  });
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, FulfillmentException, parts);
  if (event) await startException(event, parts);
});
