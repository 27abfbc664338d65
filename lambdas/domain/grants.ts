import { Role } from './tenant.ts';

/** What grants hold (rule 4.14): role x site x process. */

/** Stands for every site or every process in a grant. */
export const EVERY = '*';

/** Whether a list of grants holds a value, by name or because it holds all. What is not asked about is held. */
export function holds(granted: readonly string[], value: string | undefined): boolean {
  return value === undefined || granted.includes(EVERY) || granted.includes(value);
}

/** Roles that only look or only serve machines; they never decide about stock or cases (rule 4.14). */
const NEVER_DECIDE: readonly Role[] = ['viewer', 'auditor', 'partner-admin', 'service'];

/** Roles of people who may be asked to decide. */
export const DECIDING: readonly Role[] = Role.options.filter((role) => !NEVER_DECIDE.includes(role));
