import { createHash, timingSafeEqual } from 'node:crypto';
import type { FakeSystem } from '../../lambdas/adapters/fake-system.ts';
import type { SystemRegistry } from '../../lambdas/adapters/registry.ts';
import { Problem } from './problem.ts';

interface Installed {
  readonly fake: FakeSystem;
  readonly tokenHash: Buffer;
}

/** Every system of every tenant. Nothing is shared between two of them. */
export interface World {
  /** Gives a tenant a system, or a new token for the one it has; its data stays. */
  install(tenant: string, system: string, token: string): void;
  /** The tenant's system; raises a 404 problem when it was never installed. */
  system(tenant: string, system: string): FakeSystem;
  /** The same for a caller from outside, who must show the token. */
  enter(tenant: string, system: string, authorization: string | undefined): FakeSystem;
  /** Removes a tenant with all its data; tells whether there was one. */
  forget(tenant: string): boolean;
}

export function systemsWorld(registry: SystemRegistry): World {
  const tenants = new Map<string, Map<string, Installed>>();

  const installed = (tenant: string, system: string): Installed => {
    const found = tenants.get(tenant)?.get(system);
    if (!found)
      throw new Problem(
        404,
        `tenant ${tenant} has no ${system} here: install it with PUT /__control/tenants/${tenant}/systems/${system}`,
      );
    return found;
  };

  return {
    install(tenant, system, token) {
      const entry = Object.hasOwn(registry, system) ? registry[system] : undefined;
      if (!entry)
        throw new Problem(404, `system ${system} is unknown: use one of ${Object.keys(registry).join(', ')}`);
      const systems = tenants.get(tenant) ?? new Map<string, Installed>();
      systems.set(system, { fake: systems.get(system)?.fake ?? entry.fake(), tokenHash: digest(token) });
      tenants.set(tenant, systems);
    },
    system: (tenant, system) => installed(tenant, system).fake,
    enter(tenant, system, authorization = '') {
      const { fake, tokenHash } = installed(tenant, system);
      const [, token] = /^Bearer (\S+)$/.exec(authorization) ?? [];
      if (token === undefined || !timingSafeEqual(digest(token), tokenHash)) {
        throw new Problem(401, `the bearer token is not the one of ${system} of tenant ${tenant}`);
      }
      return fake;
    },
    forget: (tenant) => tenants.delete(tenant),
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
