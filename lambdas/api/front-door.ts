import { systemClock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { ContractViolation } from '../shared/errors.ts';
import type { Core, secrets } from '../shared/runtime.ts';
import { remoteKeys } from './identity/remote-keys.ts';
import { verifyBearer } from './identity/verify.ts';
import type { ApiDeps } from './kernel/answer-request.ts';
import { type CursorSeal, cursorSeal } from './kernel/cursor.ts';

/** Adds to the runtime of a function what stands before every route: who calls, and the seal of cursors. */
export function frontDoor<Deps extends Core & ReturnType<typeof secrets>>(
  runtime: () => Promise<Deps>,
): () => Promise<Deps & ApiDeps> {
  let seal: Promise<CursorSeal> | undefined;
  let keys: ReturnType<typeof remoteKeys> | undefined;
  return async () => {
    const deps = await runtime();
    const { CURSOR_KEY, API_AUDIENCE: audience } = readEnvironment(process.env);
    if (!CURSOR_KEY || !audience)
      throw new ContractViolation(
        'environment variables CURSOR_KEY and API_AUDIENCE are not set: give the function `frontDoor` access in lib/kernel.ts',
      );
    keys ??= remoteKeys({ plainHttp: deps.localStage });
    seal ??= deps.secret(CURSOR_KEY).then(cursorSeal);
    // Issuers live in real time: a moved clock of the stage makes no token older.
    const verify = { tenants: deps.stores.tenants, keys, clock: systemClock, audience };
    return {
      ...deps,
      cursors: await seal,
      authenticate: (authorization) => verifyBearer(authorization, verify),
    };
  };
}
