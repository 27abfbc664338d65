import type { Envelope } from '../../events/envelope.ts';
import { WebhookFailed } from '../../events/integration.ts';
import { circuitDefaults, enterCircuit, recordOutcome } from '../adapters/circuit.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import { messageOf } from '../domain/webhooks/message.ts';
import { nextAttemptAt } from '../domain/webhooks/schedule.ts';
import { keysOf, signatureOf } from '../domain/webhooks/signature.ts';
import { mayHear } from '../domain/webhooks/topics.ts';
import { eventIdOf, registeredTenant } from '../doors/announce.ts';
import { type Clock, later } from '../shared/clock.ts';
import { CircuitOpen } from '../shared/errors.ts';
import { logger } from '../shared/powertools.ts';
import type { Publish } from '../shared/publish.ts';
import type { Stores, TenantScope } from '../store/ports.ts';
import type { DueDelivery, WebhookDelivery, WebhookEndpoint } from '../store/webhooks.ts';
import { makeEvent } from '../work/events.ts';
import type { Sent } from './send.ts';

/** Messages to the webhooks of tenants, as the Standard Webhooks specification has them. */

export interface DeliverDeps {
  readonly stores: Pick<Stores, 'webhooks' | 'tenants' | 'circuits'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly publish: Publish;
  /** What the secrets of all endpoints of the stage follow from. */
  readonly stageKey: string;
  readonly send: (
    url: string,
    message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ) => Promise<Sent>;
}

/** A function that took an attempt upon it and died leaves it to others after this long: no attempt lasts longer. */
const CLAIMED_MS = 60_000;
/** How often it is looked whether a paused webhook is enabled again. */
const PAUSED_MS = 600_000;
/** Attempts a row keeps. */
const MOST_ATTEMPTS = 20;
const GONE = 410;

/**
 * Makes a message for every webhook that may hear of an event, and tries each once, side by side: one that is silent keeps
 * nobody else waiting. A paused one gets its messages when it is enabled. An event told again makes no second message.
 */
export async function deliverEvent(deps: DeliverDeps, event: Envelope): Promise<void> {
  const registered = await registeredTenant(event.tenantid, deps);
  if (!registered) return;
  const { tenant, document } = registered;
  const endpoints = await deps.stores.webhooks.endpoints(tenant);
  const hearing = endpoints.filter(
    (endpoint) => endpoint.state !== 'gone' && mayHear(document, endpoint, event),
  );
  const outcomes = await Promise.allSettled(
    hearing.map(async (endpoint) => {
      const message = messageOf(endpoint, event, deps.clock());
      const isNew = await deps.stores.webhooks.addDelivery(tenant, message);
      if (isNew && endpoint.state === 'enabled') await attempt(deps, tenant, endpoint, message);
    }),
  );
  const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `${failures.length} webhooks could not be told: ${failures[0]?.message}`,
    );
}

/** Tries a message whose time has come, if its webhook may still hear of it. */
export async function deliverDue(
  deps: DeliverDeps,
  { tenant, endpointId, messageId }: DueDelivery,
): Promise<void> {
  const { webhooks, tenants } = deps.stores;
  const [endpoint, message, document] = await Promise.all([
    webhooks.endpoint(tenant, endpointId),
    webhooks.delivery(tenant, endpointId, messageId),
    tenants.current(tenant),
  ]);
  const now = deps.clock();
  if (message?.state !== 'pending' || message.dueAt === undefined || message.dueAt > now) return;
  if (endpoint?.state === 'paused') {
    await webhooks.changeDelivery(tenant, {
      ...message,
      dueAt: later(now, PAUSED_MS),
      version: message.version + 1,
    });
    return;
  }
  const reason = endpoint && document ? against(endpoint, message, document) : 'the webhook was removed';
  if (!endpoint || reason !== undefined) await end(deps, tenant, message, { error: reason ?? '' });
  else await attempt(deps, tenant, endpoint, message);
}

/** Why a message under way is sent no more: grants count now, not when it was made. */
function against(
  endpoint: WebhookEndpoint,
  { eventType: type, site, body }: WebhookDelivery,
  document: TenantDocument,
): string | undefined {
  if (endpoint.state !== 'enabled') return `the webhook is ${endpoint.state}`;
  const { data } = JSON.parse(body) as { readonly data: unknown };
  if (mayHear(document, endpoint, { type, site, mode: 'act', data })) return undefined;
  return 'its owner may not hear of it anymore';
}

/** One attempt, made by whoever claims it. An open circuit only puts it off: nobody was asked, so nothing was tried. */
async function attempt(
  deps: DeliverDeps,
  tenant: TenantScope,
  endpoint: WebhookEndpoint,
  message: WebhookDelivery,
): Promise<void> {
  const { clock, stores } = deps;
  const { webhooks, circuits } = stores;
  const now = clock();
  const claimed = { ...message, dueAt: later(now, CLAIMED_MS), version: message.version + 1 };
  if (!(await webhooks.changeDelivery(tenant, claimed))) return;
  const circuit = `webhook/${endpoint.endpointId}`;
  try {
    const pass = await enterCircuit(circuits, tenant, circuit, now, circuitDefaults);
    const begun = performance.now();
    const sent = await deps.send(endpoint.url, signed(deps, tenant, endpoint, message, now));
    const durationMs = Math.round(performance.now() - begun);
    const failed = sent.status === undefined || sent.status >= 500 || sent.status === 429;
    const outcome = { pass, failed, retryAfterMs: sent.retryAfterMs ?? 0 };
    await recordOutcome(circuits, tenant, circuit, outcome, now, circuitDefaults);
    await settle(deps, tenant, endpoint, claimed, sent, durationMs);
  } catch (error) {
    if (!(error instanceof CircuitOpen)) throw error;
    const dueAt = later(now, circuitDefaults.openMs);
    await webhooks.changeDelivery(tenant, { ...claimed, dueAt, version: claimed.version + 1 });
  }
}

function signed(
  { stageKey }: DeliverDeps,
  tenant: TenantScope,
  { endpointId, keys }: WebhookEndpoint,
  { messageId: id, body }: WebhookDelivery,
  now: string,
) {
  const timestamp = String(Math.floor(Date.parse(now) / 1_000));
  const signature = signatureOf(
    { id, timestamp, body },
    keysOf(stageKey, [tenant, 'out', endpointId], keys),
    now,
  );
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Tallyflow-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    },
  };
}

async function settle(
  deps: DeliverDeps,
  tenant: TenantScope,
  endpoint: WebhookEndpoint,
  claimed: WebhookDelivery,
  { retryAfterMs, ...sent }: Sent,
  durationMs: number,
): Promise<void> {
  const { webhooks } = deps.stores;
  const now = deps.clock();
  const { dueAt: _, ...row } = claimed;
  const tried = {
    ...row,
    tried: row.tried + 1,
    attempts: [...row.attempts, { at: now, durationMs, ...sent }].slice(-MOST_ATTEMPTS),
    version: row.version + 1,
  };
  if (sent.status !== undefined && sent.status >= 200 && sent.status < 300) {
    await webhooks.changeDelivery(tenant, { ...tried, state: 'delivered' });
    return;
  }
  if (sent.status === GONE) {
    await end(deps, tenant, tried, sent, tried.version);
    await webhooks.changeEndpoint(tenant, { ...endpoint, state: 'gone', version: endpoint.version + 1 });
    logger.warn('webhook is gone', { endpointId: endpoint.endpointId });
    return;
  }
  const next = nextAttemptAt(tried.tried, now, deps.random(), retryAfterMs);
  if (next === undefined) await end(deps, tenant, tried, sent, tried.version);
  else await webhooks.changeDelivery(tenant, { ...tried, dueAt: next });
}

/**
 * Gives a message up and says so, before it is kept: whoever dies in between leaves it pending, and it is said again under the
 * same id. Whoever reads the log of deliveries can have it sent again.
 */
async function end(
  deps: DeliverDeps,
  tenant: TenantScope,
  message: WebhookDelivery,
  { status, error }: Sent,
  version = message.version + 1,
): Promise<void> {
  const { dueAt: _, ...row } = message;
  const { endpointId, messageId, eventId, eventType, site } = message;
  const key = `webhook/${endpointId}/${messageId}`;
  const event = makeEvent(WebhookFailed, {
    about: { tenantId: tenant, site, businessKey: messageId, correlationId: key, mode: 'act' },
    data: {
      ...{ endpointId, messageId, eventId, eventType },
      attempts: Math.max(1, message.tried),
      ...(status === undefined ? {} : { status }),
      reason: error ?? `the receiver answered ${status}`,
    },
    causationId: key,
    sequence: version,
    now: deps.clock(),
    newId: () => eventIdOf('webhook-failed', tenant, endpointId, messageId, String(message.tried)),
  });
  await deps.publish([event]);
  await deps.stores.webhooks.changeDelivery(tenant, { ...row, state: 'failed', version });
}
