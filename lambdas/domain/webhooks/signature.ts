import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over `<id>.<timestamp>.<body>`, named `v1`. */

/** One secret of an endpoint, by its name: the secret follows from it, and is kept nowhere. */
export interface KeyGeneration {
  readonly generation: string;
  /** Once this has passed it signs nothing and proves nothing; absent on the present one. */
  readonly until?: string | undefined;
}
export interface SigningKey extends KeyGeneration {
  /** `whsec_` and the base64 of the bytes that sign. */
  readonly secret: string;
}

/**
 * The secrets of an endpoint: HMAC-SHA256 of the stage's key over whose they are, so that no table, log or kept answer ever
 * holds one. Whoever has the stage's key has them all.
 *
 * @param place tenant, direction and endpoint
 */
export function keysOf(
  stageKey: string,
  place: readonly [tenant: string, direction: 'in' | 'out', endpoint: string],
  generations: readonly KeyGeneration[],
): readonly SigningKey[] {
  return generations.map((one) => {
    const bytes = createHmac('sha256', stageKey)
      .update(JSON.stringify([...place, one.generation]))
      .digest();
    return { ...one, secret: PREFIX + bytes.toString('base64') };
  });
}

/** How far the clock of a sender may be from ours, either way. */
const TOLERANCE_SECONDS = 300;
/** A header that holds more signatures than anyone rotates through is not read to its end. */
const MOST_SIGNATURES = 10;
const PREFIX = 'whsec_';

export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970, in digits. */
  readonly timestamp: string;
  readonly body: string;
}

/** The `webhook-signature` of a message: one signature for each secret that is valid, the present one first. */
export function signatureOf(message: SignedMessage, keys: readonly SigningKey[], now: string): string {
  return validKeys(keys, now)
    .map(({ secret }) => `v1,${mark(message, secret).toString('base64')}`)
    .join(' ');
}

/** Whether one of the signatures is ours and the message is of this moment. */
export function isSigned(
  message: SignedMessage,
  signature: string,
  keys: readonly SigningKey[],
  now: string,
): boolean {
  if (!/^\d{1,12}$/.test(message.timestamp) || message.id === '') return false;
  if (Math.abs(Date.parse(now) / 1_000 - Number(message.timestamp)) > TOLERANCE_SECONDS) return false;
  const given = signature
    .split(' ', MOST_SIGNATURES)
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice('v1,'.length), 'base64')] : []));
  return validKeys(keys, now).some(({ secret }) => {
    const expected = mark(message, secret);
    return given.some((seen) => seen.length === expected.length && timingSafeEqual(seen, expected));
  });
}

/**
 * The secrets once a new one has come: it signs from now on, and the one before it besides until `until`. The same again
 * changes nothing.
 */
export function withNewKey(
  keys: readonly KeyGeneration[],
  generation: string,
  { now, until }: { readonly now: string; readonly until: string },
): readonly KeyGeneration[] {
  if (keys.some((one) => one.generation === generation)) return keys;
  return [{ generation }, ...validKeys(keys, now).map((one) => ({ ...one, until: one.until ?? until }))];
}

/** Those that sign and prove now. */
export function validKeys<Key extends KeyGeneration>(keys: readonly Key[], now: string): readonly Key[] {
  return keys.filter(({ until }) => until === undefined || Date.parse(until) > Date.parse(now));
}

function mark({ id, timestamp, body }: SignedMessage, secret: string): Buffer {
  const bytes = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return createHmac('sha256', bytes).update(`${id}.${timestamp}.${body}`).digest();
}
