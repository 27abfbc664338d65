import { BackorderQueued } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptReversed } from '../../../events/inbound.ts';
import { PutawayScanned } from '../../../events/putaway.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { signalProcess } from '../../work/signal.ts';
import type { PutawayFacts, PutawayState, Scan } from './contract.ts';
import { type DeliverDependencies, deliver } from './deliver.ts';
import { newsEntry, PROCESS } from './facts.ts';

/** Rows read at once. */
const PAGE = 50;
/** Where a load stands whose rank matters to somebody. */
const WAITING: readonly PutawayState[] = ['ASSIGNED', 'REVIEW', 'CONSOLIDATING'];

/**
 * What changes a putaway that runs: the floor scanned the load, its receipt was taken back, or an order began to wait for
 * its item.
 */
export async function hearFloor(event: Envelope<unknown>, deps: DeliverDependencies): Promise<void> {
  switch (event.type) {
    case PutawayScanned.type: {
      const { loadId, bin, reason, scannedBy, scannedAt } = PutawayScanned.event.parse(event).data;
      const at = new Date(scannedAt).toISOString();
      const body: Scan = { eventId: event.id, bin, by: scannedBy, at, ...(reason && { reason }) };
      return deliver(event, { kind: 'scan', loadId, body, starts: false }, deps);
    }
    case ReceiptReversed.type:
      for (const { effectKey } of ReceiptReversed.event.parse(event).data.lines) {
        const loadId = effectKey.replace(/\/undo$/, '');
        await deliver(event, { kind: 'withdrawn', loadId, starts: false }, deps);
      }
      return;
    default:
      return wakeItem(event, BackorderQueued.event.parse(event).data.sku, deps);
  }
}

/**
 * Every putaway of the item at the site looks again: an order waits for it. Found by what stands in staging now, because
 * putaways that are over are many; one that is between two moves is left to its next look.
 */
async function wakeItem(event: Envelope<unknown>, sku: string, deps: DeliverDependencies): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { processes } = deps.stores;
  for (const state of WAITING) {
    let cursor: string | undefined;
    do {
      const page = await processes.byState(tenant, event.site, state, {
        limit: PAGE,
        ...(cursor !== undefined && { cursor }),
      });
      for (const { process, processId, facts } of page.rows)
        if (process === PROCESS && (facts as unknown as PutawayFacts).load?.sku === sku)
          await signalProcess(deps, tenant, processId, [newsEntry('demand', event.id)]);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, [PutawayScanned, ReceiptReversed, BackorderQueued], parts);
  if (event) await hearFloor(event, parts);
});
