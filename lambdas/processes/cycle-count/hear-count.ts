import { CountSubmitted } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { processIdOf } from '../../work/process-id.ts';
import { signalProcess } from '../../work/signal.ts';
import type { SubmittedCount } from './contract.ts';
import { COUNT, PROCESS, submittedKey } from './facts.ts';

type Submitted = Envelope<typeof CountSubmitted.data._zod.output>;

/** The floor counted: kept with the count, also when that is not open yet, and its process looks at it. */
export async function hearCount(event: Submitted, deps: Core & ReturnType<typeof machines>): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { countId, quantity, countedBy, countedAt } = event.data;
  const processId = processIdOf(PROCESS, countId);
  const body: SubmittedCount = { eventId: event.id, quantity, countedBy, countedAt };
  await deps.stores.processes.putFact(tenant, processId, {
    key: submittedKey(event.id),
    sequence: event.sequence,
    body,
  });
  await signalProcess(deps, tenant, processId, [`${COUNT}:count/${event.id}`]);
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, CountSubmitted, parts);
  if (event) await hearCount(event, parts);
});
