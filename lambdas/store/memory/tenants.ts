import type { TenantDocument } from '../../domain/tenant.ts';
import { type TenantScope, type TenantStore, tenantScope } from '../ports.ts';
import { isNextVersion, validDocument } from '../tenant-version.ts';
import { copy } from './rows.ts';

/** Tenants in memory: the document that holds, not its history. */
export function memoryTenants(): TenantStore {
  const documents = new Map<TenantScope, TenantDocument>();
  return {
    async current(tenant) {
      const document = documents.get(tenant);
      return document && copy(document);
    },

    async apply(tenant, document) {
      const valid = validDocument(tenant, document);
      if (!isNextVersion(documents.get(tenant), valid)) return { applied: false };
      documents.set(tenant, copy(valid));
      return { applied: true };
    },

    async all() {
      return [...documents.keys()].map(tenantScope).sort();
    },
  };
}
