import { holds } from '../domain/grants.ts';
import type { Role } from '../domain/tenant.ts';
import { Forbidden } from '../shared/errors.ts';
import type { TenantScope } from '../store/ports.ts';

/**
 * Who calls, as far as it is proven: the tenant is the one of the verified token, the grants are those the tenant's
 * document gives the subject now, so that taking them away works at once (rule 4.14).
 */
export interface Principal {
  readonly tenant: TenantScope;
  /** The `userId` of a member, or the `clientId` of a client, of the tenant's document. */
  readonly subject: string;
  readonly kind: 'person' | 'client';
  /** The partner a client speaks for. */
  readonly partnerId?: string;
  readonly roles: readonly Role[];
  readonly sites: readonly string[];
  readonly processes: readonly string[];
  /** What the token was issued for, such as `inventory:read`. */
  readonly scopes: readonly string[];
  /** Calls a minute the tenant's document lets the client make; absent: the usual number. */
  readonly callsPerMinute?: number;
}

/** What a token must have been issued for: `<area>:read` looks, `<area>:write` changes. */
export type Scope =
  `${'inventory' | 'processes' | 'tasks' | 'cases' | 'files' | 'events' | 'settings' | 'webhooks' | 'kpis' | 'jobs'}:${'read' | 'write'}`;

/** What a call is about: grants are role x site x process (rule 4.14). What is left out is not asked for. */
export interface Subject {
  readonly site?: string | undefined;
  readonly process?: string | undefined;
}

/** Raises Forbidden, naming what is missing, unless the grants hold one of the roles, the site and the process. */
export function requireGrant(
  principal: Principal,
  roles: readonly Role[],
  { site, process }: Subject = {},
): void {
  const { subject } = principal;
  if (!principal.roles.some((role) => roles.includes(role)))
    throw new Forbidden(
      `${subject} is ${principal.roles.join(', ') || 'without a role'}; this needs one of: ${roles.join(', ')}`,
    );
  if (!holds(principal.sites, site))
    throw new Forbidden(
      `${subject} is granted ${principal.sites.join(', ') || 'no site'}, not ${site}; ask the tenant's administrator`,
    );
  if (!holds(principal.processes, process))
    throw new Forbidden(
      `${subject} is granted ${principal.processes.join(', ') || 'no process'}, not ${process}; ask the tenant's administrator`,
    );
}

/** People act with all of their grants; what a client's token was not issued for it may not do. */
export function requireScope({ kind, subject, scopes }: Principal, scope: Scope): void {
  if (kind === 'person' || scopes.includes(scope)) return;
  throw new Forbidden(
    `the token of ${subject} was issued for ${scopes.join(' ') || 'no scope'}; this needs ${scope}`,
  );
}
