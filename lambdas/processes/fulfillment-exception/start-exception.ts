import { DamageQuarantined } from '../../../events/damage.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { FulfillmentException, type ReportedException } from '../../../events/fulfillment.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { shortHash } from '../../work/origin.ts';
import { startFor } from '../../work/start-for.ts';
import { exceptionKey, PROCESS } from './facts.ts';
import { oversoldBy } from './rules/oversold.ts';

/** An exception was reported, or damage took units that were reserved: one process for each, however often it is told. */
export async function startException(
  event: Envelope<unknown>,
  deps: Core & ReturnType<typeof machines>,
): Promise<void> {
  const exceptions =
    event.type === DamageQuarantined.type
      ? exceptionsOf(DamageQuarantined.event.parse(event))
      : [FulfillmentException.event.parse(event).data];
  for (const exception of exceptions)
    await startFor(deps, event, PROCESS, exceptionKey(exception), { exception, eventId: event.id });
}

/** Reserved units that are damaged were sold and are not there. The damage's number makes the exception's. */
function exceptionsOf({
  data,
  tenantid,
  time,
}: Envelope<typeof DamageQuarantined.data._zod.output>): readonly ReportedException[] {
  const { damageId, sku } = data;
  return oversoldBy(data).map(({ orderId, orderLineId, quantity }) => ({
    exceptionId: `DMG-${shortHash(tenantid, damageId)}`,
    orderId,
    type: 'OVERSELL',
    detectedAt: time,
    reportedBy: `damaged-goods:${damageId}`,
    line: { orderLineId, sku, quantity },
  }));
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, [FulfillmentException, DamageQuarantined], parts);
  if (event) await startException(event, parts);
});
