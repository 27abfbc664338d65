import * as z from 'zod/mini';
import { Envelope, type EventContract } from '../../events/envelope.ts';
import { EventQuarantined } from '../../events/integration.ts';
import { type Problem, problemsOf } from '../shared/parse.ts';
import { logger } from '../shared/powertools.ts';
import { makeEvent } from '../work/events.ts';
import { ALL_SITES, type DoorDeps, eventIdOf, registeredTenant } from './announce.ts';

type QuarantineDeps = Pick<DoorDeps, 'stores' | 'documents' | 'publish' | 'clock'>;

/** Where what belongs to no tenant of ours is kept; nobody is told by an event, since there is nobody to tell. */
const UNKNOWN_TENANT = '_unknown';

const Delivered = z.object({ detail: z.unknown() });

/**
 * What every queue consumer does first: returns the event a queue delivered, or sets it aside with its problems and
 * returns nothing. An event that breaks its contract is never half processed and never retried.
 */
export async function contractOrQuarantine<Data>(
  body: unknown,
  contract: EventContract<Data>,
  deps: QuarantineDeps,
): Promise<Envelope<Data> | undefined> {
  const delivered = Delivered.safeParse(body);
  const raw = delivered.success ? delivered.data.detail : body;
  const parsed = contract.event.safeParse(raw);
  const registered = await registeredTenant(textOf(raw, 'tenantid'), deps);
  const problems = parsed.success ? [] : problemsOf(parsed.error, raw);
  if (!registered) problems.push(unknownTenant(textOf(raw, 'tenantid')));
  if (parsed.success && registered) return parsed.data;
  await quarantine(raw, problems, registered?.tenant, deps);
  return undefined;
}

/** The same for a queue several events fill: the contract its type names counts. */
export function anyOrQuarantine(
  body: unknown,
  contracts: readonly [EventContract<unknown>, ...EventContract<unknown>[]],
  deps: QuarantineDeps,
): Promise<Envelope<unknown> | undefined> {
  const delivered = Delivered.safeParse(body);
  const type = textOf(delivered.success ? delivered.data.detail : body, 'type');
  return contractOrQuarantine(body, contracts.find((known) => known.type === type) ?? contracts[0], deps);
}

/**
 * Keeps what was refused with its problems and tells the tenant, if there is one. What a partner sent is kept under its own
 * prefix, where it can be looked up by nobody but the partner and the tenant. Returns the key it is kept under.
 */
export async function quarantine(
  raw: unknown,
  problems: readonly Problem[],
  tenantId: string | undefined,
  { documents, publish, clock }: QuarantineDeps,
  partnerId?: string,
): Promise<string> {
  // The id comes from the content, never from the refused event: what a partner writes makes no key here.
  const content = JSON.stringify(raw) ?? 'null';
  const sender = partnerId === undefined ? [] : [partnerId];
  const id = eventIdOf('quarantine', tenantId ?? UNKNOWN_TENANT, ...sender, content);
  const quarantineKey = `${quarantinePrefix(tenantId ?? UNKNOWN_TENANT, partnerId)}${id}.json`;
  await documents.put(
    quarantineKey,
    JSON.stringify({ quarantinedAt: clock(), partnerId, problems, event: raw }),
    'application/json',
  );
  const eventId = cut(textOf(raw, 'id')) || id;
  const eventType = cut(textOf(raw, 'type')) || 'unknown';
  logger.warn('event quarantined', { quarantineKey, eventId, eventType, problems });
  if (tenantId === undefined) return quarantineKey;
  const now = clock();
  const event = makeEvent(EventQuarantined, {
    about: { tenantId, site: ALL_SITES, businessKey: eventId, correlationId: id, mode: 'act' },
    data: {
      eventId,
      eventType,
      quarantineKey,
      problems: problems.slice(0, 20),
      ...(partnerId === undefined ? {} : { partnerId }),
    },
    causationId: id,
    sequence: Date.parse(now),
    now,
    // The same refused event, delivered again, is reported under the same id.
    newId: () => id,
  });
  await publish([event]);
  return quarantineKey;
}

/** What stands before the keys of a tenant's refused events, or of those one partner sent. */
export function quarantinePrefix(tenantId: string, partnerId?: string): string {
  const own = partnerId === undefined ? '' : `${encodeURIComponent(partnerId)}/`;
  return `quarantine/${tenantId}/events/${own}`;
}

export function unknownTenant(value: string): Problem {
  return {
    field: 'tenantid',
    value,
    message: 'is no tenant here; apply its document first, or correct the sender',
  };
}

function textOf(raw: unknown, field: string): string {
  const value = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? value : '';
}

function cut(text: string): string {
  return text.slice(0, 128);
}

/** An envelope whose data nobody has looked at, or what is wrong with it. */
export function readEnvelope(
  raw: unknown,
): { readonly envelope: Envelope } | { readonly problems: readonly Problem[] } {
  const parsed = Envelope.safeParse(raw);
  return parsed.success ? { envelope: parsed.data as Envelope } : { problems: problemsOf(parsed.error, raw) };
}
