import { systemClock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { ContractViolation } from '../shared/errors.ts';
import { type Core, placeOf, type secrets, tablesOf } from '../shared/runtime.ts';
import { remoteKeys } from './identity/remote-keys.ts';
import { sessionsOf, storesPerTenant } from './identity/tenant-sessions.ts';
import { verifyBearer } from './identity/verify.ts';
import type { ApiDeps } from './kernel/answer-request.ts';
import { type CursorSeal, cursorSeal } from './kernel/cursor.ts';

/** Adds to the runtime of a function what stands before every route: who calls, and the seal of cursors. */
export function frontDoor<Deps extends Core & ReturnType<typeof secrets>>(
  runtime: () => Promise<Deps>,
): () => Promise<Deps & ApiDeps> {
  let seal: Promise<CursorSeal> | undefined;
  let keys: ReturnType<typeof remoteKeys> | undefined;
  let perTenant: ReturnType<typeof storesPerTenant> | undefined;
  return async () => {
    const deps = await runtime();
    const environment = readEnvironment(process.env);
    const { CURSOR_KEY, API_AUDIENCE: audience, DATA_ROLE } = environment;
    if (!CURSOR_KEY || !audience)
      throw new ContractViolation(
        'environment variables CURSOR_KEY and API_AUDIENCE are not set: give the function `frontDoor` access in lib/kernel.ts',
      );
    keys ??= remoteKeys({ plainHttp: deps.localStage });
    seal ??= deps.secret(CURSOR_KEY).then(cursorSeal);
    // Without the role the function's own rights are all there is: none on a tenant's data, except in the local stage.
    if (DATA_ROLE)
      perTenant ??= storesPerTenant({
        tables: tablesOf(environment),
        open: sessionsOf(DATA_ROLE, placeOf()),
      });
    const { stores } = deps;
    // Issuers live in real time: a moved clock of the stage makes no token older.
    const verify = { tenants: stores.tenants, keys, clock: systemClock, audience };
    return {
      ...deps,
      cursors: await seal,
      storesOf: (tenant) => (perTenant ? { ...perTenant(tenant), tenants: stores.tenants } : stores),
      authenticate: (authorization) => verifyBearer(authorization, verify),
    };
  };
}
