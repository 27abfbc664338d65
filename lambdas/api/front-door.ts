import { readEnvironment } from '../shared/environment.ts';
import { ContractViolation } from '../shared/errors.ts';
import { type Core, placeOf, type secrets, tablesOf } from '../shared/runtime.ts';
import { authenticator } from './identity/authenticator.ts';
import { sessionsOf, storesPerTenant } from './identity/tenant-sessions.ts';
import type { ApiDeps } from './kernel/answer-request.ts';
import { cursorSeal } from './kernel/cursor.ts';

/** Adds to the runtime of a function what stands before every route: who calls, and the seal of cursors. */
export function frontDoor<Deps extends Core & ReturnType<typeof secrets>>(
  runtime: () => Promise<Deps>,
): () => Promise<Deps & ApiDeps> {
  let wired: ReturnType<typeof wire> | undefined;
  return async () => {
    const deps = await runtime();
    wired ??= wire(deps).catch((error: unknown) => {
      // A secret that could not be read now is read by the next request.
      wired = undefined;
      throw error;
    });
    return { ...deps, ...(await wired) };
  };
}

/** What lives as long as the execution environment. */
async function wire(
  deps: Core & ReturnType<typeof secrets>,
): Promise<Pick<ApiDeps, 'cursors' | 'storesOf' | 'authenticate'>> {
  const { stores } = deps;
  const environment = readEnvironment(process.env);
  const { CURSOR_KEY, API_AUDIENCE: audience, DATA_ROLE } = environment;
  if (!CURSOR_KEY || !audience)
    throw new ContractViolation(
      'environment variables CURSOR_KEY and API_AUDIENCE are not set: give the function `frontDoor` access in lib/kernel.ts',
    );
  // Without the role the function's own rights are all there is: none on a tenant's data, except in the local stage.
  const perTenant =
    DATA_ROLE && storesPerTenant({ tables: tablesOf(environment), open: sessionsOf(DATA_ROLE, placeOf()) });
  return {
    cursors: cursorSeal(await deps.secret(CURSOR_KEY)),
    storesOf: (tenant) => {
      if (!perTenant) return stores;
      const own = perTenant(tenant);
      // The document in force comes from where the token was verified with it; the session does all the rest.
      return { ...own, tenants: { ...own.tenants, current: stores.tenants.current } };
    },
    authenticate: authenticator(deps, audience),
  };
}
