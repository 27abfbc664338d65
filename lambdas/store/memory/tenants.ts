import type { TenantDocument } from '../../domain/tenant.ts';
import {
  type AppliedVersion,
  type RuleProposal,
  type TenantScope,
  type TenantStore,
  tenantScope,
} from '../ports.ts';
import { isNextVersion, openProposal, settledProposal, validDocument } from '../tenant-version.ts';
import { copy, pageOf } from './rows.ts';

interface Applied extends AppliedVersion {
  readonly document: TenantDocument;
}

/** Tenants in memory, every version of each, oldest first. */
export function memoryTenants(): TenantStore {
  const documents = new Map<TenantScope, readonly Applied[]>();
  const proposals = new Map<TenantScope, Map<string, RuleProposal>>();
  const standing = (tenant: TenantScope) => documents.get(tenant)?.at(-1)?.document;
  const proposalsOf = (tenant: TenantScope) => proposals.get(tenant) ?? new Map<string, RuleProposal>();
  const keep = (tenant: TenantScope, proposal: RuleProposal) => {
    proposals.set(tenant, new Map([...proposalsOf(tenant), [proposal.proposalId, copy(proposal)]]));
    return copy(proposal);
  };
  const append = (tenant: TenantScope, document: TenantDocument, appliedAt: string) => {
    const next = { version: document.version, appliedAt, document: copy(document) };
    documents.set(tenant, [...(documents.get(tenant) ?? []), next]);
  };
  return {
    async current(tenant) {
      const document = standing(tenant);
      return document && copy(document);
    },

    async apply(tenant, document, appliedAt) {
      const valid = validDocument(tenant, document);
      if (!isNextVersion(standing(tenant), valid)) return { applied: false };
      append(tenant, valid, appliedAt);
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

    async propose(tenant, proposal) {
      const known = proposalsOf(tenant).get(proposal.proposalId);
      return known ? copy(known) : keep(tenant, openProposal(proposal));
    },

    async proposal(tenant, proposalId) {
      const found = proposalsOf(tenant).get(proposalId);
      return found && copy(found);
    },

    async proposals(tenant, page) {
      return pageOf(tenant, [...proposalsOf(tenant).values()], ({ proposalId }) => proposalId, page);
    },

    async settle(tenant, proposalId, settled, document) {
      const row = settledProposal(proposalId, proposalsOf(tenant).get(proposalId), settled, document);
      const valid = document && validDocument(tenant, document);
      if (valid && isNextVersion(standing(tenant), valid)) append(tenant, valid, settled.settledAt);
      return keep(tenant, row);
    },
  };
}
