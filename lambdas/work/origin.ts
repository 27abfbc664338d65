import { createHash } from 'node:crypto';
import type { Stores, TenantScope } from '../store/ports.ts';
import type { EventOrigin } from './events.ts';

/** What tasks and cases need to write their rows and events. */
export interface WorkDependencies {
  readonly stores: Pick<Stores, 'processes' | 'work' | 'inventory' | 'tenants'>;
  readonly clock: () => string;
  readonly newId: () => string;
}

/** The first 16 hex of SHA-256 over the parts: short enough to copy, long enough to be one of a kind. */
export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** The envelope of events about work of a process: its correlation, mode and trace. */
export async function originOf(
  stores: Pick<Stores, 'processes'>,
  tenant: TenantScope,
  work: { readonly site: string; readonly processId?: string | undefined; readonly id: string },
): Promise<EventOrigin> {
  const process =
    work.processId === undefined ? undefined : await stores.processes.get(tenant, work.processId);
  return {
    tenantId: tenant,
    site: work.site,
    businessKey: work.id,
    // Work without a process correlates with nothing but itself.
    correlationId: process?.correlationId ?? shortHash(tenant, work.id),
    mode: process?.mode ?? 'act',
    ...(process?.traceparent === undefined ? {} : { traceparent: process.traceparent }),
  };
}
