import * as z from 'zod/mini';
import { EVERY } from '../domain/grants.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import { type Rule, type RuleName, ruleNames, ruleValue, tenantRules } from '../domain/tenant-rules.ts';
import type { RuleProposal, Stores } from '../store/ports.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { Call } from './kernel/route.ts';
import { requireGrant } from './principal.ts';
import type { RuleView } from './views/govern.ts';

/** What the routes of rules share. */

export const byRule = z.object({ rule: z.enum(ruleNames) });

/** A rule is for all sites, so whoever decides about it is granted all of them, and its process. */
export function requireForAllSites(
  { principal }: Pick<Call<unknown, unknown, unknown>, 'principal'>,
  name: RuleName,
  step: 'proposedBy' | 'approvedBy',
): void {
  const rule: Rule = tenantRules[name];
  requireGrant(principal, rule[step], { site: EVERY, process: rule.process });
}

/** The proposal a path names. Raises not-found. */
export async function findProposal(
  { principal, params: { id } }: Pick<Call<{ id: string }, unknown, unknown>, 'principal' | 'params'>,
  { tenants }: Pick<Stores, 'tenants'>,
): Promise<RuleProposal> {
  const row = await tenants.proposal(principal.tenant, id);
  if (!row) throw new ApiProblem('not-found', `there is no proposal ${id}`);
  return row;
}

export function ruleView(document: TenantDocument, rule: RuleName): z.infer<typeof RuleView> {
  const { proposedBy, approvedBy }: Rule = tenantRules[rule];
  return {
    ...{ rule, value: ruleValue(document, rule), version: document.version },
    proposedBy: [...proposedBy],
    approvedBy: [...approvedBy],
  };
}
