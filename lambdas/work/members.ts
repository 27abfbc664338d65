import type { Role, TenantDocument } from '../domain/tenant.ts';
import { Forbidden } from '../shared/errors.ts';

export type Member = TenantDocument['members'][number];

/** Roles that only look or only serve machines; they never decide about stock or cases (rule 4.14). */
const NEVER_DECIDE: readonly Role[] = ['viewer', 'auditor', 'partner-admin', 'service'];

/** The grants of a person at a site. Raises Forbidden when there are none, or none that lets the person act. */
export function requireMember(document: TenantDocument | undefined, site: string, userId: string): Member {
  const member = document?.members.find((candidate) => candidate.userId === userId);
  if (!member)
    throw new Forbidden(
      `user ${userId} is not a member of this tenant; add the user to the tenant's document`,
    );
  if (!member.sites.includes(site) && !member.sites.includes('*')) {
    throw new Forbidden(
      `user ${userId} works at ${member.sites.join(', ') || 'no site'}, not at ${site}; ask somebody of ${site}`,
    );
  }
  if (member.roles.every((role) => NEVER_DECIDE.includes(role))) {
    throw new Forbidden(
      `user ${userId} is ${member.roles.join(', ') || 'without a role'}, which may look but not decide`,
    );
  }
  return member;
}
