import type { Envelope } from '../../../events/envelope.ts';
import { ShipmentConfirmed } from '../../../events/fulfillment.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { Conflict } from '../../shared/errors.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, runtimeWith } from '../../shared/runtime.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { cutoverLevel, derivedId } from '../../work/process-row.ts';
import { PROCESS } from './facts.ts';

type Event = Envelope<typeof ShipmentConfirmed.data._zod.output>;
type ShippedLine = Event['data']['lines'][number];

/**
 * A parcel left: its units leave our books, and what was reserved for their lines ends with them, so that nobody holds
 * units that are gone. Stock goes first: between the two writes fewer units are free than there are, never more. Each line
 * has its effect once. At a site below cut-over level ACT nothing is posted (rule 4.12).
 */
export async function recordShipment(event: Event, deps: Core): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const document = await deps.stores.tenants.current(tenant);
  if (cutoverLevel(document, PROCESS, event.site) !== 'act') return;
  for (const line of event.data.lines) await shipLine(tenant, event, line, deps);
}

async function shipLine(tenant: TenantScope, event: Event, line: ShippedLine, deps: Core): Promise<void> {
  const { shipmentId } = event.data;
  const { orderLineId, sku, quantity, lot, pickTaskId } = line;
  const effectKey = `${PROCESS}#ship#${shipmentId}-${line.line}`;
  const ofLot = lot === undefined ? {} : { lot };
  const processId = `shipment:${shipmentId}`;
  try {
    await deps.stores.inventory.post(
      tenant,
      {
        site: event.site,
        documentId: shipmentId,
        processId,
        reasonCode: 'SHIP',
        actor: PROCESS,
        at: deps.clock(),
        movements: [{ effectKey, sku, quantity, from: 'available', to: null, ...ofLot }],
        details: { orderId: event.data.orderId, orderLineId },
      },
      // Told with the end of the reservation: in between the position looks as if too much had been sold.
      () => [],
    );
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await openCase(deps, tenant, {
      class: 'SHIPMENT_UNEXPLAINED',
      site: event.site,
      subject: effectKey,
      summary: `Shipment ${shipmentId} took ${quantity} of ${sku} for order line ${orderLineId}, and our books do not have them: ${error.message}`,
      links: [{ kind: 'order', id: event.data.orderId }],
    });
  }
  const posted = (await deps.stores.inventory.effects(tenant, event.site, [{ sku, effectKey }])).length > 0;
  const changed = makeEvent(InventoryPositionChanged, {
    about: {
      tenantId: event.tenantid,
      site: event.site,
      businessKey: shipmentId,
      correlationId: event.correlationid,
      mode: event.mode,
      ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
    },
    sequence: line.line,
    causationId: event.id,
    now: deps.clock(),
    newId: () => derivedId(tenant, effectKey),
    data: {
      documentId: shipmentId,
      reasonCode: 'SHIP',
      changes: [{ sku, bucket: 'available', delta: -quantity, effectKey, ...ofLot }],
    },
  });
  await deps.stores.backorders.endUnits(
    tenant,
    { site: event.site, sku, orderLineId },
    { effectKey, quantity, ...ofLot, ...(pickTaskId === undefined ? {} : { pickTaskId }) },
    posted ? [changed] : [],
  );
}

const deps = runtimeWith(documents, bus);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, ShipmentConfirmed, parts);
  if (event) await recordShipment(event, parts);
});
