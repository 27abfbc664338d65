import type { Envelope } from '../../../events/envelope.ts';
import { TransferRequested } from '../../../events/transfer.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { startFor } from '../../work/start-for.ts';
import { PROCESS, type Request } from './contract.ts';

/** One process per transfer: the same request again starts nothing. It belongs to the site that sends. */
export async function startTransfer(
  event: Envelope<Request>,
  deps: Core & ReturnType<typeof machines>,
): Promise<void> {
  const { transferId, from } = event.data;
  await startFor(deps, { ...event, site: from }, PROCESS, transferId, { request: event.data });
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, TransferRequested, parts);
  if (event) await startTransfer(event, parts);
});
