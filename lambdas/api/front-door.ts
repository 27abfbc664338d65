import { readEnvironment } from '../shared/environment.ts';
import { ContractViolation } from '../shared/errors.ts';
import { type Core, placeOf, type secrets, tablesOf } from '../shared/runtime.ts';
import { s3Documents } from '../store/s3-documents.ts';
import type { FileDeps } from './deps.ts';
import { authenticator } from './identity/authenticator.ts';
import { filesPerTenant, sessionsOf, storesPerTenant } from './identity/tenant-sessions.ts';
import { cursorSeal } from './kernel/cursor.ts';

/** Adds to the runtime of a function what stands before every route: who calls, and the seal of cursors. */
export function frontDoor<Deps extends Core & ReturnType<typeof secrets>>(
  runtime: () => Promise<Deps>,
): () => Promise<Deps & FileDeps> {
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
): Promise<Pick<FileDeps, 'cursors' | 'storesOf' | 'filesOf' | 'authenticate'>> {
  const { stores } = deps;
  const environment = readEnvironment(process.env);
  const { CURSOR_KEY, API_AUDIENCE: audience, DATA_ROLE } = environment;
  if (!CURSOR_KEY || !audience)
    throw new ContractViolation(
      'environment variables CURSOR_KEY and API_AUDIENCE are not set: give the function `frontDoor` access in lib/kernel.ts',
    );
  // Without the role the function's own rights are all there is: none on a tenant's data, except in the local stage.
  const open = DATA_ROLE ? sessionsOf(DATA_ROLE, placeOf()) : undefined;
  const perTenant = open && storesPerTenant({ tables: tablesOf(environment), open });
  const bucket = { ...placeOf(), bucket: environment.DOCUMENTS_BUCKET };
  const files = s3Documents(bucket);
  return {
    cursors: cursorSeal(await deps.secret(CURSOR_KEY)),
    storesOf: (tenant) => {
      if (!perTenant) return stores;
      const own = perTenant(tenant);
      // The document in force comes from where the token was verified with it; the session does all the rest.
      return { ...own, tenants: { ...own.tenants, current: stores.tenants.current } };
    },
    filesOf: open ? filesPerTenant(bucket, open) : () => files,
    authenticate: authenticator(deps, audience),
  };
}
