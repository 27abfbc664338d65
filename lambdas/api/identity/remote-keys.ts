import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import { AdapterUnavailable, ContractViolation } from '../../shared/errors.ts';
import type { KeySource } from './verify.ts';

const TIMEOUT_MS = 3_000;
/** A key nobody knows is asked for again, but not more often than this: tokens made up cost nobody a flood. */
const COOLDOWN_MS = 30_000;
const FRESH_FOR_MS = 10 * 60_000;
/** A hundred keys and their certificates: whoever answers more is no issuer, and may not fill the memory of others. */
const LARGEST_ANSWER_BYTES = 512 * 1024;

export interface RemoteKeysOptions {
  readonly plainHttp: boolean;
  /** @default 30000 */
  readonly cooldownMs?: number;
}

/**
 * Keys as issuers publish them, kept between invocations. An unknown key id asks again after the cooldown, which is how a
 * rotation is noticed. Raises AdapterUnavailable for an issuer that is away, and ContractViolation for an address of the tenant's document that is not https, or answers too much.
 *
 * @param plainHttp only the local stage reaches its issuer without TLS
 * @param cooldownMs between two askings for keys nobody knows
 */
export function remoteKeys({ plainHttp, cooldownMs = COOLDOWN_MS }: RemoteKeysOptions): KeySource {
  const known = new Map<string, JWTVerifyGetKey>();
  return ({ issuer, jwksUri }) => {
    const url = new URL(jwksUri);
    if (url.protocol !== 'https:' && !plainHttp)
      throw new ContractViolation(
        `jwksUri ${jwksUri} of the tenant's document is not https: correct it there`,
      );
    const keys =
      known.get(jwksUri) ??
      createRemoteJWKSet(url, {
        timeoutDuration: TIMEOUT_MS,
        cooldownDuration: cooldownMs,
        cacheMaxAge: FRESH_FOR_MS,
        [customFetch]: fetchBounded,
      });
    known.set(jwksUri, keys);
    return async (...token) => {
      try {
        return await keys(...token);
      } catch (error) {
        if (isOfTheToken(error) || error instanceof ContractViolation) throw error;
        // An issuer that is away, or answers no keys, is no fault of the token: the same call may succeed later.
        throw new AdapterUnavailable(`the keys of issuer ${issuer} cannot be read`, { cause: error });
      }
    };
  };
}

/** That no key fits is the token's doing. */
function isOfTheToken(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

const fetchBounded: FetchImplementation = async (url, options) => {
  const answer = await fetch(url, options);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > LARGEST_ANSWER_BYTES)
      throw new ContractViolation(
        `jwksUri ${url} of the tenant's document answers more than ${LARGEST_ANSWER_BYTES} bytes: name the address of its keys there`,
      );
    parts.push(part);
  }
  return answer.status === 200 ? new Response(Buffer.concat(parts)) : answer;
};
