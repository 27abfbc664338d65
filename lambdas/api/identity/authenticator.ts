import { systemClock } from '../../shared/clock.ts';
import type { Core } from '../../shared/runtime.ts';
import type { Principal } from '../principal.ts';
import { remoteKeys } from './remote-keys.ts';
import { verifyBearer } from './verify.ts';

/**
 * How a function finds out who calls, the same for those behind the gateway and for the gateway's authorizer. It keeps
 * issuers' keys as long as the execution environment lives.
 *
 * @param audience what tokens for this stage's API are issued for
 */
export function authenticator(
  { stores: { tenants }, localStage }: Pick<Core, 'stores' | 'localStage'>,
  audience: string,
): (authorization: string | undefined) => Promise<Principal> {
  const keys = remoteKeys({ plainHttp: localStage });
  // Issuers live in real time: a moved clock of the stage makes no token older.
  const verify = { tenants, keys, clock: systemClock, audience };
  return (authorization) => verifyBearer(authorization, verify);
}
