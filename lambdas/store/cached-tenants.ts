import type { TenantDocument } from '../domain/tenant.ts';
import type { TenantScope, TenantStore } from './ports.ts';

/** For so long an execution environment works with the document it read; a change is in force everywhere after it. */
export const FRESH_FOR_MS = 30_000;

/**
 * Tenant documents kept between invocations: every step of every process needs one, and it changes a few times a month.
 * A tenant that is not there is asked for again, and a version applied here is seen at once.
 *
 * @param stopwatch milliseconds since whenever, only ever rising: a moved clock ages nothing
 */
export function cachedTenants(tenants: TenantStore, stopwatch: () => number): TenantStore {
  const kept = new Map<TenantScope, { readonly document: TenantDocument; readonly until: number }>();
  return {
    ...tenants,
    async current(tenant) {
      const known = kept.get(tenant);
      if (known && stopwatch() < known.until) return known.document;
      const document = await tenants.current(tenant);
      if (document) kept.set(tenant, { document, until: stopwatch() + FRESH_FOR_MS });
      return document;
    },
    async apply(tenant, document, at) {
      kept.delete(tenant);
      return tenants.apply(tenant, document, at);
    },
    async settle(tenant, ...settled) {
      kept.delete(tenant);
      return tenants.settle(tenant, ...settled);
    },
  };
}
