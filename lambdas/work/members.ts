import type { Role, TenantDocument } from '../domain/tenant.ts';
import { Forbidden } from '../shared/errors.ts';

export type Member = TenantDocument['members'][number];

/** Roles that only look or only serve machines; they never decide about stock or cases (rule 4.14). */
const NEVER_DECIDE: readonly Role[] = ['viewer', 'auditor', 'partner-admin', 'service'];

/** What a person acts on: grants are role x site x process (rule 4.14). */
export interface Place {
  readonly site: string;
  /** Absent for what belongs to no process. */
  readonly process?: string | undefined;
}

/** The grants of a person at a place. Raises Forbidden when there are none, or none that lets the person act. */
export function requireMember(
  document: TenantDocument | undefined,
  { site, process }: Place,
  userId: string,
): Member {
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
  const { processes = ['*'] } = member;
  if (process !== undefined && !processes.includes(process) && !processes.includes('*')) {
    throw new Forbidden(
      `user ${userId} works on ${processes.join(', ') || 'no process'}, not on ${process}; ask somebody who does`,
    );
  }
  if (member.roles.every((role) => NEVER_DECIDE.includes(role))) {
    throw new Forbidden(
      `user ${userId} is ${member.roles.join(', ') || 'without a role'}, which may look but not decide`,
    );
  }
  return member;
}
