import * as z from 'zod/mini';
import { readPartnerSource } from '../../events/partner-source.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import { type Problem, parseOrRaise } from '../shared/parse.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { bus, documents, journal, runtimeWith } from '../shared/runtime.ts';
import { type DoorDeps, registeredTenant } from './announce.ts';
import { quarantine, unknownTenant } from './quarantine.ts';
import { acceptEvent } from './receive-event.ts';

/** What EventBridge writes itself, and what the partner gave to PutEvents. */
const Delivered = z.object({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });
type Delivered = z.infer<typeof Delivered>;

/**
 * The door for events partners put on the bus from their own account. Who sends is told by the source, which the bus's
 * policy pins to the account, and the tenant's document must name the partner. From there on an event is one like any
 * other from outside: checked against its contract and published once, or kept in quarantine with every problem.
 */
export async function receivePartnerEvent(body: unknown, deps: DoorDeps): Promise<void> {
  const delivered = parseOrRaise(Delivered, body, 'the delivery of a partner event');
  const sender = readPartnerSource(delivered.source);
  const registered = sender && (await registeredTenant(sender.tenantId, deps));
  if (!sender || !registered) {
    await quarantine(delivered, [unknownTenant(sender?.tenantId ?? delivered.source)], undefined, deps);
    return;
  }
  const { tenant, document } = registered;
  const { partnerId } = sender;
  const problems = problemsWith(delivered, partnerId, document);
  if (problems.length > 0) await quarantine(delivered.detail, problems, tenant, deps, partnerId);
  else await acceptEvent(delivered.detail, tenant, deps, partnerId);
}

/** What stands against a sender and what it calls its event, before anybody looks into it. */
function problemsWith(
  { detail, 'detail-type': detailType }: Delivered,
  partnerId: string,
  { tenantId, partnerEvents = [] }: TenantDocument,
): readonly Problem[] {
  const registered = partnerEvents.find((known) => known.partnerId === partnerId);
  if (!registered) {
    const message = `is not registered under partnerEvents in the document of ${tenantId}`;
    return [{ field: 'source', value: partnerId, message }];
  }
  const { types } = registered;
  if (types && !types.includes(detailType)) {
    const message = `is not among what ${partnerId} may send: ${types.join(', ')}`;
    return [{ field: 'detail-type', value: detailType, message }];
  }
  // The policy of the bus looks at the detail-type: what is inside must be what it let through.
  const type =
    typeof detail === 'object' && detail !== null ? (detail as { type?: unknown }).type : undefined;
  if (type === detailType) return [];
  const message = `must be the detail-type ${detailType}`;
  return [{ field: 'type', value: String(type).slice(0, 80), message }];
}

const deps = runtimeWith(documents, journal, bus);

export const handler = queueHandler(async (body) => receivePartnerEvent(body, await deps()));
