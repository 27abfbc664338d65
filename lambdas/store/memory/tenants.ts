import type { TenantDocument } from '../../domain/tenant.ts';
import { type AppliedVersion, type TenantScope, type TenantStore, tenantScope } from '../ports.ts';
import { isNextVersion, validDocument } from '../tenant-version.ts';
import { copy } from './rows.ts';

interface Applied extends AppliedVersion {
  readonly document: TenantDocument;
}

/** Tenants in memory, every version of each, oldest first. */
export function memoryTenants(): TenantStore {
  const documents = new Map<TenantScope, readonly Applied[]>();
  const standing = (tenant: TenantScope) => documents.get(tenant)?.at(-1)?.document;
  return {
    async current(tenant) {
      const document = standing(tenant);
      return document && copy(document);
    },

    async apply(tenant, document, appliedAt) {
      const valid = validDocument(tenant, document);
      if (!isNextVersion(standing(tenant), valid)) return { applied: false };
      const next = { version: valid.version, appliedAt, document: copy(valid) };
      documents.set(tenant, [...(documents.get(tenant) ?? []), next]);
      return { applied: true };
    },

    async version(tenant, version) {
      const found = documents.get(tenant)?.find((one) => one.version === version);
      return found && copy(found.document);
    },

    async versions(tenant, limit) {
      const applied = (documents.get(tenant) ?? []).toReversed().slice(0, limit);
      return applied.map(({ version, appliedAt }) => ({ version, appliedAt }));
    },

    async all() {
      return [...documents.keys()].map(tenantScope).sort();
    },
  };
}
