import * as z from 'zod/mini';
import { dataSchemaOf, identifier } from '../../events/envelope.ts';
import { catalog } from '../../events/index.ts';
import { EVERY } from '../domain/grants.ts';
import { filled, type InboundMapping, keyNames, mappingFor } from '../domain/webhooks/mapping.ts';
import { isSigned, keysOf } from '../domain/webhooks/signature.ts';
import { eventIdOf, registeredTenant } from '../doors/announce.ts';
import { quarantine } from '../doors/quarantine.ts';
import { acceptEvent } from '../doors/receive-event.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { ApiRequest } from './kernel/request.ts';
import { defineRoute } from './kernel/route.ts';
import type { Principal } from './principal.ts';
import { record } from './schemas.ts';
import type { HearDeps } from './webhooks/deps.ts';

const SIGNATURE = 'webhook-signature';

export const route = defineRoute({
  operationId: 'receiveWebhook',
  method: 'POST',
  path: '/v1/webhooks/in/{tenant}/{endpoint}',
  tag: 'Webhooks',
  summary: "A message of a partner's system in its own words, which becomes a canonical event.",
  description:
    'By the Standard Webhooks specification: webhook-id, webhook-timestamp within five minutes, webhook-signature. The same id is taken once. What becomes of a message the tenant’s document says; what fits nothing there, or makes no good event, is kept in quarantine with every problem.',
  may: { roles: ['service'], scope: 'events:write' },
  proof: {
    header: SIGNATURE,
    description: 'The signature of the Standard Webhooks specification, with the secret of this endpoint.',
    verify: verifySignature,
  },
  keyHeader: 'webhook-id',
  params: z.object({ tenant: identifier, endpoint: identifier }),
  body: record,
  answer: z.object({
    outcome: z.enum(['accepted', 'quarantined']),
    eventId: z.optional(z.string()),
    problems: z.optional(z.array(z.object({ field: z.string(), value: z.string(), message: z.string() }))),
  }),
  status: 202,
  async run({ principal, params: { endpoint }, body, requestId }, deps: HearDeps) {
    const { tenant, partnerId } = principal;
    const found = await inboundWebhook(tenant, endpoint, deps);
    const mapping = found && mappingFor(found.webhook, body);
    if (!mapping) {
      const value = JSON.stringify(body).slice(0, 80);
      const problems = [
        { field: '(whole)', value, message: `fits no mapping of inboundWebhooks[${endpoint}]` },
      ];
      await quarantine(body, problems, tenant, deps, partnerId);
      return { body: { outcome: 'quarantined' as const, problems } };
    }
    const event = eventOf(mapping, body, { tenant, endpoint, requestId, now: deps.clock() });
    const accepted = await acceptEvent(event, tenant, deps, partnerId);
    if (accepted.accepted) return { body: { outcome: 'accepted' as const, eventId: accepted.eventId } };
    return { body: { outcome: 'quarantined' as const, problems: [...accepted.problems] } };
  },
});

async function inboundWebhook(tenantId: string, endpoint: string, deps: Pick<HearDeps, 'stores'>) {
  const registered = await registeredTenant(tenantId, deps);
  const webhook = registered?.document.inboundWebhooks?.find((known) => known.endpoint === endpoint);
  return registered && webhook ? { tenant: registered.tenant, webhook } : undefined;
}

/** The partner whose endpoint's secret signed the message. Nobody learns which tenants and endpoints there are. */
async function verifySignature({ params, headers, body }: ApiRequest, deps: HearDeps): Promise<Principal> {
  const { tenant = '', endpoint = '' } = params;
  const found = await inboundWebhook(tenant, endpoint, deps);
  const message = {
    id: headers['webhook-id'] ?? '',
    timestamp: headers['webhook-timestamp'] ?? '',
    body,
  };
  const keys = found && keysOf(await deps.stageKey(), [tenant, 'in', endpoint], keyNames(found.webhook));
  if (!found || !keys || !isSigned(message, headers[SIGNATURE] ?? '', keys, deps.realClock()))
    throw new ApiProblem('unauthenticated', 'the signature is not accepted', {
      headers: { 'www-authenticate': 'StandardWebhooks' },
    });
  return {
    tenant: found.tenant,
    subject: `webhook:${endpoint}`,
    kind: 'client',
    partnerId: found.webhook.partnerId,
    roles: ['service'],
    sites: [EVERY],
    processes: [EVERY],
    scopes: ['events:write'],
  };
}

/** The event a mapping makes of a message; whether it is a good one its contract says, at the door. */
function eventOf(
  mapping: InboundMapping,
  message: unknown,
  { tenant, endpoint, requestId, now }: { tenant: string; endpoint: string; requestId: string; now: string },
): unknown {
  const place = { message };
  const contract = catalog.get(mapping.type);
  const time = mapping.time === undefined ? now : filled(mapping.time, place);
  const id = eventIdOf('webhook', tenant, endpoint, requestId);
  return {
    specversion: '1.0',
    id,
    source: contract?.source,
    type: mapping.type,
    subject: filled(mapping.subject, place),
    time,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(mapping.type, contract?.version ?? 1),
    tenantid: tenant,
    site: filled(mapping.site, place),
    correlationid: id,
    causationid: `webhook:${endpoint}`,
    sequence: Date.parse(now),
    mode: 'act',
    data: filled(mapping.data, place),
  };
}
