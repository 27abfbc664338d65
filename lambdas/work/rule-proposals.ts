import { isDeepStrictEqual } from 'node:util';
import type { Envelope } from '../../events/envelope.ts';
import { RuleChanged, RuleProposalRefused, RuleProposed } from '../../events/ops.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import { type Change, diffDocuments } from '../domain/tenant-diff.ts';
import { type RuleName, ruleValue, withRule } from '../domain/tenant-rules.ts';
import { Conflict, Forbidden, NotFound } from '../shared/errors.ts';
import type { RuleProposal, TenantScope } from '../store/ports.ts';
import { type ApplyDependencies, recordVersion } from './apply-tenant.ts';
import { type Checked, checkDocument, type Problem } from './check-tenant.ts';
import { makeEvent } from './events.ts';
import { product } from './product.ts';
import { ofTenant, tellOnce } from './tell-once.ts';

/** Changes of rules by two people: one proposes, another one decides (rule 4.4). */

/** Fields an event names, as in `TenantApplied`. */
const SHOWN = 100;

export interface Asked {
  readonly rule: RuleName;
  readonly value: unknown;
  readonly reason: string;
  readonly by: string;
  /** The version of the document the caller saw. */
  readonly basedOn: number;
  readonly proposalId: string;
}
export interface Decided {
  readonly by: string;
  readonly comment?: string;
}

/** The document as it would be, with everything that is wrong with it. */
export interface Foreseen extends Checked {
  readonly changes: readonly Change[];
  /** Problems the document in force does not have: what is wrong elsewhere already keeps nobody from changing a rule. */
  readonly added: readonly Problem[];
}

/** The version in force, read past every cache: a decision is about what holds now. Raises NotFound without one. */
export async function versionInForce(
  { stores: { tenants } }: Pick<ApplyDependencies, 'stores'>,
  tenant: TenantScope,
): Promise<TenantDocument> {
  const [latest] = await tenants.versions(tenant, 1);
  const document = latest && (await tenants.version(tenant, latest.version));
  if (!document)
    throw new NotFound(`tenant ${tenant} has no document yet; apply its first one from the command line`);
  return document;
}

/** What a value of a rule would make of the document, and what is wrong with that. */
export function foresee(standing: TenantDocument, rule: RuleName, value: unknown): Foreseen {
  const { document, problems } = checkDocument(withRule(standing, rule, value), product);
  const { tenantId } = standing;
  const remedy = `this is the document of ${tenantId}: a tenant keeps its id`;
  const isOther = document !== undefined && document.tenantId !== tenantId;
  const all = [...problems, ...(isOther ? [{ field: 'tenantId', value: document.tenantId, remedy }] : [])];
  const before = checkDocument(standing, product).problems;
  return {
    ...(document ? { document } : {}),
    problems: all,
    changes: document ? diffDocuments(standing, document) : [],
    added: all.filter((problem) => !before.some((known) => isDeepStrictEqual(known, problem))),
  };
}

/** Keeps a proposal for somebody else to decide, and tells of it. The same id again is the same proposal. */
export async function proposeRule(
  deps: ApplyDependencies,
  tenant: TenantScope,
  { rule, value, reason, by, basedOn, proposalId }: Asked,
  changes: readonly Change[],
): Promise<RuleProposal> {
  const row = await deps.stores.tenants.propose(tenant, {
    ...{ proposalId, rule, value, reason, basedOn },
    proposedBy: by,
    proposedAt: deps.clock(),
  });
  const data = { ...toldOf(row), ...shown(changes) };
  await tell(deps, tenant, by, makeEvent(RuleProposed, { ...factsOf(deps, tenant, row), data }));
  return row;
}

/**
 * Brings a proposal into force, in one write with its end. Who proposed it cannot approve it. What changed about the rule
 * since it was proposed raises Conflict: nobody has seen the two together. Called again by who approved it, it only tells
 * what may not have been told.
 */
export async function approveProposal(
  deps: ApplyDependencies,
  tenant: TenantScope,
  proposal: RuleProposal,
  { by, comment }: Decided,
): Promise<RuleProposal> {
  if (by === proposal.proposedBy)
    throw new Forbidden(`${by} proposed ${proposal.proposalId}; somebody else decides about it`);
  const standing = await versionInForce(deps, tenant);
  const isAgain = proposal.state === 'APPROVED' && proposal.settledBy === by;
  const row = isAgain ? proposal : await settleApproved(deps, tenant, proposal, standing, { by, comment });
  const version = row.appliedAs ?? standing.version;
  const [before, after] = [
    await deps.stores.tenants.version(tenant, version - 1),
    await deps.stores.tenants.version(tenant, version),
  ];
  const changes = diffDocuments(before, after ?? standing);
  if (after) await recordVersion(deps, tenant, after, changes, { by, reason: row.reason });
  const data = { ...toldOf(row), approvedBy: by, version, ...shown(changes) };
  await tell(deps, tenant, by, makeEvent(RuleChanged, { ...factsOf(deps, tenant, row), data }));
  return row;
}

async function settleApproved(
  { stores: { tenants }, clock }: ApplyDependencies,
  tenant: TenantScope,
  { proposalId, rule, value, basedOn }: RuleProposal,
  standing: TenantDocument,
  { by, comment }: Decided,
): Promise<RuleProposal> {
  const seen = await tenants.version(tenant, basedOn);
  if (!seen || !isDeepStrictEqual(ruleValue(seen, rule), ruleValue(standing, rule)))
    throw new Conflict(
      `${rule} was changed since proposal ${proposalId} was made from version ${basedOn}: propose it again from version ${standing.version}`,
      standing,
    );
  const { document, added, changes } = foresee(standing, rule, value);
  if (!document || added.length > 0)
    throw new Conflict(
      `proposal ${proposalId} does not fit version ${standing.version} anymore: ${added.map(({ field, remedy }) => `${field}: ${remedy}`).join('; ')}`,
      standing,
    );
  const next = changes.length === 0 ? undefined : { ...document, version: standing.version + 1 };
  const settled = {
    state: 'APPROVED',
    settledBy: by,
    settledAt: clock(),
    ...(comment === undefined ? {} : { comment }),
  } as const;
  return tenants.settle(tenant, proposalId, settled, next);
}

/** Ends a proposal without a change: who made it withdraws it, anybody else rejects it. The same again only tells again. */
export async function refuseProposal(
  deps: ApplyDependencies,
  tenant: TenantScope,
  proposal: RuleProposal,
  { by, comment }: Required<Decided>,
): Promise<RuleProposal> {
  const outcome = by === proposal.proposedBy ? 'WITHDRAWN' : 'REJECTED';
  const isAgain = proposal.state === outcome && proposal.settledBy === by;
  const row = isAgain
    ? proposal
    : await deps.stores.tenants.settle(tenant, proposal.proposalId, {
        ...{ state: outcome, settledBy: by, comment },
        settledAt: deps.clock(),
      });
  const data = { ...toldOf(row), outcome, settledBy: by, comment: row.comment ?? comment } as const;
  await tell(deps, tenant, by, makeEvent(RuleProposalRefused, { ...factsOf(deps, tenant, row), data }));
  return row;
}

const toldOf = ({ proposalId, rule, proposedBy, reason }: RuleProposal) => ({
  ...{ proposalId, rule, proposedBy, reason },
});

const shown = (changes: readonly Change[]) => ({
  fields: changes.slice(0, SHOWN).map(({ field }) => field),
  changes: changes.length,
});

const factsOf = (deps: ApplyDependencies, tenant: TenantScope, { proposalId, version }: RuleProposal) =>
  ofTenant(deps, tenant, { key: `rule-proposal#${proposalId}`, subject: proposalId, sequence: version });

async function tell(
  deps: ApplyDependencies,
  tenant: TenantScope,
  actor: string,
  event: Envelope<Readonly<Record<string, unknown>>>,
): Promise<void> {
  await tellOnce(deps, tenant, event, { kind: 'rule-proposal', actor, body: event.data });
}
