import { lookup } from 'node:dns/promises';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { faultOfAddress, faultOfUrl, hostOf, type TargetRules } from '../domain/webhooks/target.ts';

/** What came of one attempt to bring a message to its receiver. */
export interface Sent {
  /** What the receiver answered; absent when no answer came. */
  readonly status?: number;
  /** Why no answer came. */
  readonly error?: string;
  /** The first bytes of the answer, as text. */
  readonly answer?: string;
  /** What the receiver asked to be left alone for. */
  readonly retryAfterMs?: number;
}

export interface SendOptions {
  readonly rules: TargetRules;
  /** All addresses of a name. @default - the resolver of the system */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Certificates to trust besides those of the system, for tests. */
  readonly ca?: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** More of an answer is read by nobody. */
const ANSWER_BYTES = 1_000;

/**
 * Sends a message by POST to the address its name has at this moment, and to no other: the name is resolved once, every
 * address it has must be public, and the connection goes to the one that was checked, so that a name which changes between
 * the look and the call changes nothing. Redirects are answers like any other. Never raises.
 */
export async function send(
  url: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  options: SendOptions,
): Promise<Sent> {
  const fault = faultOfUrl(url, options.rules);
  if (fault !== undefined) return { error: `the address ${fault}` };
  const target = new URL(url);
  // One limit for all of it: a name that resolves slowly must not keep the function longer than a slow receiver.
  const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  try {
    const address = await Promise.race([checkedAddress(hostOf(target), options), ended(signal)]);
    if (typeof address !== 'string') return { error: address.fault };
    return await post(target, address, message, { ...options, signal });
  } catch (error) {
    return { error: (error as Error).message || (error as NodeJS.ErrnoException).code || 'no connection' };
  }
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
}

async function checkedAddress(
  host: string,
  { rules, resolve = addressesOf }: SendOptions,
): Promise<string | { readonly fault: string }> {
  const addresses = isIP(host) ? [host] : await resolve(host);
  for (const address of addresses) {
    const fault = faultOfAddress(address, rules);
    if (fault !== undefined) return { fault: `${host} leads to an address that is not called: ${fault}` };
  }
  const [first] = addresses;
  return first ?? { fault: `${host} has no address` };
}

async function addressesOf(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function post(
  target: URL,
  address: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  { ca, signal }: SendOptions & { readonly signal: AbortSignal },
): Promise<Sent> {
  const pinned: LookupFunction = (_host, { all }, found) => {
    const family = isIP(address);
    if (all) found(null, [{ address, family }]);
    else found(null, address, family);
  };
  return new Promise((resolve, reject) => {
    const call = (target.protocol === 'https:' ? secure : plain)(
      target,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        // No connection is kept: one that was opened to a checked address would be used for the next name.
        agent: false,
        lookup: pinned,
        ...(ca === undefined ? {} : { ca }),
        signal,
      },
      (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        const done = () => {
          response.destroy();
          const answer = Buffer.concat(parts).subarray(0, ANSWER_BYTES).toString('utf8');
          const asked = retryAfterMs(response.headers['retry-after']);
          resolve({
            status: response.statusCode ?? 0,
            ...(answer === '' ? {} : { answer }),
            ...(asked === undefined ? {} : { retryAfterMs: asked }),
          });
        };
        response.on('data', (part: Buffer) => {
          parts.push(part);
          bytes += part.length;
          if (bytes >= ANSWER_BYTES) done();
        });
        response.once('end', done);
        response.once('error', done);
      },
    );
    call.once('error', reject);
    call.end(body);
  });
}

/** Seconds, or a date (RFC 9110). */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
