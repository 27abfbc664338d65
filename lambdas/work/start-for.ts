import type { Envelope } from '../../events/envelope.ts';
import type { Core, machines } from '../shared/runtime.ts';
import { tenantScope } from '../store/ports.ts';
import { jobFor } from './job-for.ts';
import { processIdOf } from './process-id.ts';

/**
 * Starts the one process of a business key for an event, at the level of the event's site; the same key again starts
 * nothing. Its machine begins with its job and what else it `takes`.
 */
export async function startFor(
  deps: Pick<Core, 'stores'> & Pick<ReturnType<typeof machines>, 'startProcess'>,
  event: Pick<Envelope, 'tenantid' | 'site' | 'correlationid' | 'traceparent'>,
  process: string,
  businessKey: string,
  takes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const document = await deps.stores.tenants.current(tenant);
  const job = jobFor(event, process, processIdOf(process, businessKey), document);
  await deps.startProcess({
    tenantId: tenant,
    process,
    businessKey,
    generation: 1,
    input: { job, ...takes },
  });
}
