import type { Envelope } from '../../../events/envelope.ts';
import { ReturnInspected, ReturnReceived, ReturnScanned } from '../../../events/returns.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { signalProcess } from '../../work/signal.ts';
import { INSPECTION, newsEntry, parcelKey, type ReturnRow, readReturn, returnIdOf, SCAN } from './facts.ts';
import { lateParcel } from './rules/follow.ts';

/**
 * Carriers and the warehouse tell of a return: kept with it, whether it has begun or not. Goods that come after their return
 * has ended are a case.
 */
export async function hearReturn(
  event: Envelope<unknown>,
  deps: Core & ReturnType<typeof machines>,
): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { rmaId, fact } = newsOf(event);
  const processId = returnIdOf(rmaId);
  const { processes } = deps.stores;
  await processes.putFact(tenant, processId, fact);
  const row = (await processes.get(tenant, processId)) as ReturnRow | undefined;
  // A scan is news only where it moves money: every wake costs transitions.
  if (fact.key === SCAN && row && row.facts.scanRefund !== true) return;
  if (row?.closedAt === undefined) await signalProcess(deps, tenant, processId, [newsEntry(event.id)]);
  // It may have ended between the look and the wake, and then nobody heard.
  const after = await processes.get(tenant, processId);
  if (fact.key.startsWith(parcelKey('')) && after?.closedAt !== undefined)
    await reportLate(tenant, processId, event, deps);
}

function newsOf(event: Envelope<unknown>) {
  if (event.type === ReturnScanned.type) {
    const { rmaId } = ReturnScanned.event.parse(event).data;
    return { rmaId, fact: { key: SCAN, sequence: 1, body: event.data } };
  }
  if (event.type === ReturnReceived.type) {
    const { data } = ReturnReceived.event.parse(event);
    return {
      rmaId: data.rmaId,
      fact: { key: parcelKey(event.id), sequence: 1, body: { ...data, eventId: event.id } },
    };
  }
  const { data, sequence } = ReturnInspected.event.parse(event);
  return { rmaId: data.rmaId, fact: { key: INSPECTION, sequence, body: data } };
}

async function reportLate(
  tenant: TenantScope,
  processId: string,
  event: Envelope<unknown>,
  deps: Core,
): Promise<void> {
  const parcel = { ...ReturnReceived.event.parse(event).data, eventId: event.id };
  const ended = await readReturn(deps.stores.processes, tenant, processId);
  if (ended?.body.parcels.some(({ eventId }) => eventId === event.id)) return;
  const links = [{ kind: 'rma', id: parcel.rmaId }];
  await openCase(deps, tenant, { ...lateParcel(parcel), site: event.site, processId, links });
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, [ReturnScanned, ReturnReceived, ReturnInspected], parts);
  if (event) await hearReturn(event, parts);
});
