import type { Envelope } from '../../../events/envelope.ts';
import { ReconciliationRequested } from '../../../events/inventory.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type BeginDependencies, beginReconciliation } from './begin.ts';

type Requested = Envelope<typeof ReconciliationRequested.data._zod.output>;

/** Somebody asks for a comparison: one run per request and site, whatever is delivered twice. */
export async function startRun(event: Requested, deps: BeginDependencies): Promise<void> {
  const { reconciliationId, skus } = event.data;
  await beginReconciliation(event, reconciliationId, skus, deps);
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, ReconciliationRequested, parts);
  if (event) await startRun(event, parts);
});
