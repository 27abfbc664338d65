import { canonical } from '../domain/audit-chain.ts';
import { TenantDocument } from '../domain/tenant.ts';
import { Conflict, ContractViolation } from '../shared/errors.ts';
import type { RuleProposal, SettledProposal, TenantScope } from './ports.ts';

/** The document as its contract reads it. Throws ContractViolation with each field, its value and what is wrong with it. */
export function validDocument(tenant: TenantScope, document: TenantDocument): TenantDocument {
  const parsed = TenantDocument.safeParse(document);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.')} is ${JSON.stringify(valueAt(document, path))}: ${message}`,
    );
    throw new ContractViolation(`the document of tenant ${tenant} breaks its contract; ${issues.join('; ')}`);
  }
  if (parsed.data.tenantId === tenant) return parsed.data;
  throw new ContractViolation(
    `tenantId is ${parsed.data.tenantId}, but the document is applied for ${tenant}: apply it for its own tenant`,
  );
}

/** Whether a document must be stored: the next version is, the standing one again is not, any other raises Conflict. */
export function isNextVersion(standing: TenantDocument | undefined, document: TenantDocument): boolean {
  const version = standing?.version ?? 0;
  if (document.version === version + 1) return true;
  if (standing && document.version === version && canonical(standing) === canonical(document)) return false;
  throw new Conflict(
    `tenant ${document.tenantId} has version ${version} and version ${document.version} was applied: change the document and give it version ${version + 1}`,
    standing,
  );
}

/** A proposal as it is kept first. */
export function openProposal(proposal: Omit<RuleProposal, 'state' | 'version'>): RuleProposal {
  return { ...proposal, state: 'OPEN', version: 1 };
}

/** An open proposal with its end. Raises Conflict for one that has ended, and for one nobody made. */
export function settledProposal(
  proposalId: string,
  standing: RuleProposal | undefined,
  settled: SettledProposal,
  document: TenantDocument | undefined,
): RuleProposal {
  if (standing?.state !== 'OPEN')
    throw new Conflict(
      standing
        ? `proposal ${proposalId} is ${standing.state} by ${standing.settledBy}: nothing is left to decide`
        : `there is no proposal ${proposalId}`,
      standing,
    );
  return {
    ...standing,
    ...settled,
    ...(document ? { appliedAs: document.version } : {}),
    version: standing.version + 1,
  };
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    document,
  );
}
