import { DECIDING, EVERY, holds } from '../domain/grants.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import { Forbidden } from '../shared/errors.ts';

export type Member = TenantDocument['members'][number];

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
  if (!holds(member.sites, site)) {
    throw new Forbidden(
      `user ${userId} works at ${member.sites.join(', ') || 'no site'}, not at ${site}; ask somebody of ${site}`,
    );
  }
  const { processes = [EVERY] } = member;
  if (!holds(processes, process)) {
    throw new Forbidden(
      `user ${userId} works on ${processes.join(', ') || 'no process'}, not on ${process}; ask somebody who does`,
    );
  }
  if (!member.roles.some((role) => DECIDING.includes(role))) {
    throw new Forbidden(
      `user ${userId} is ${member.roles.join(', ') || 'without a role'}, which may look but not decide`,
    );
  }
  return member;
}
