import type { Envelope } from '../../events/envelope.ts';
import { ALL_SITES } from '../doors/announce.ts';
import type { Stores, TenantScope } from '../store/ports.ts';

/** Steps of what concerns a tenant as a whole: each is told once, however often it is repeated. */

export interface TenantTeller {
  readonly stores: Pick<Stores, 'inventory'>;
  readonly clock: () => string;
  readonly newId: () => string;
}

/**
 * What an event about a tenant as a whole says beside its data.
 *
 * @param key names what it is about for whoever follows it: it correlates and causes
 */
export function ofTenant(
  { clock, newId }: Pick<TenantTeller, 'clock' | 'newId'>,
  tenant: TenantScope,
  { key, subject, sequence }: { readonly key: string; readonly subject: string; readonly sequence: number },
) {
  return {
    about: { tenantId: tenant, site: ALL_SITES, businessKey: subject, correlationId: key, mode: 'act' },
    causationId: key,
    sequence,
    now: clock(),
    newId,
  } as const;
}

/** One entry of the audit chain with its event, by what the event is about and its type. */
export async function tellOnce(
  { stores }: Pick<TenantTeller, 'stores'>,
  tenant: TenantScope,
  event: Envelope,
  entry: {
    readonly kind: string;
    readonly actor: string;
    readonly body: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { causationid: about, time: at, type } = event;
  await stores.inventory.audit(tenant, { ...entry, about, at, site: ALL_SITES, key: `${about}#${type}` }, [
    event,
  ]);
}
