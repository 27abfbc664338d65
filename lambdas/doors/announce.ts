import { createHash } from 'node:crypto';
import type { Envelope } from '../../events/envelope.ts';
import type { Clock } from '../shared/clock.ts';
import type { Publish } from '../shared/publish.ts';
import {
  type DocumentStore,
  type Stores,
  type TenantScope,
  type TenantStore,
  tenantScope,
} from '../store/ports.ts';

/** What a door works with. */
export interface DoorDeps {
  readonly stores: Pick<Stores, 'intake' | 'tenants'>;
  readonly documents: DocumentStore;
  readonly journal: DocumentStore;
  readonly publish: Publish;
  readonly clock: Clock;
}

/** Events that concern a tenant as a whole carry this site. */
export const ALL_SITES = 'all';

/** The bus takes ten events a call; claims are kept as near to their publication as that. */
const BATCH = 10;

/** The same cause always makes the same id, so whatever is delivered twice is one event. */
export function eventIdOf(...cause: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(cause)).digest('hex').slice(0, 32);
}

/**
 * Claims, journals and publishes events, in this order, and marks them published. A crash between any two writes is
 * finished by the next attempt, which publishes what the first one journaled; an event already published is left alone.
 * `hour` (an ISO time) places the journal entry and must be the same in every attempt.
 */
export async function announce(
  tenant: TenantScope,
  events: readonly Envelope[],
  hour: string,
  { stores, journal, publish, clock }: DoorDeps,
): Promise<void> {
  for (let start = 0; start < events.length; start += BATCH) {
    const open: Envelope[] = [];
    for (const event of events.slice(start, start + BATCH)) {
      const key = `journal/${tenant}/${hour.slice(0, 13).replace('T', '-')}/${event.id}.json`;
      const claim = await stores.intake.claim(tenant, event.id, clock());
      if (claim.published) continue;
      const before = claim.first ? undefined : await journal.get(key);
      if (!before) await journal.put(key, JSON.stringify(event), 'application/json');
      open.push(before ? (JSON.parse(Buffer.from(before).toString('utf8')) as Envelope) : event);
    }
    if (open.length > 0) await publish(open);
    for (const event of open) await stores.intake.markPublished(tenant, event.id, clock());
  }
}

/** The tenant of a registered place, when there is one. */
export async function registeredTenant(
  tenantId: string,
  { stores }: { readonly stores: { readonly tenants: Pick<TenantStore, 'current'> } },
) {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(tenantId)) return undefined;
  const tenant = tenantScope(tenantId);
  const document = await stores.tenants.current(tenant);
  return document && { tenant, document };
}
