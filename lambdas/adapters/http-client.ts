import { AdapterRejected, AdapterUnavailable, ContractViolation } from '../shared/errors.ts';
import { withoutSecrets } from './redact.ts';

export interface HttpTarget {
  readonly system: string;
  readonly baseUrl: string;
  /** The bearer token. `refresh` asks for its present value: it may have been rotated since it was read. */
  readonly token: (refresh: boolean) => Promise<string>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL, encoded, with its leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs: number;
}

/** The effects of the client, so that tests bring their own. */
export interface HttpEffects {
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly clock: () => string;
  /** The local stage may speak plain HTTP and call its own machine; in an account loopback is Lambda's own interface. */
  readonly localStage: boolean;
}

export type Send = (request: HttpRequest) => Promise<unknown>;

/** A second try inside one invocation waits at most this long; everything longer is the state machine's to wait for. */
const QUICK_WAIT_MS = 2_000;
/** Below the 6 MB a Lambda function may answer. */
const LONGEST_ANSWER_BYTES = 5 * 1024 * 1024;

/**
 * Sends requests to one system and returns the parsed JSON of a 2xx answer.
 *
 * Raises AdapterUnavailable for 408, 429, 5xx, timeouts, resets and bodies that are not whole JSON, and AdapterRejected
 * for every other status (rule 4.6). A second try is made at once only where waiting would gain nothing: a reset
 * connection (a kept-alive socket dies while Lambda sleeps), a Retry-After of at most 2 s, a token that was rotated.
 */
export function httpClient(target: HttpTarget, effects: HttpEffects): Send {
  const baseUrl = checkedBaseUrl(target, effects.localStage);

  return async (request) => {
    const token = await target.token(false);
    try {
      return await attempt(request, token);
    } catch (error) {
      const retryWith = await tokenForQuickRetry(error, token);
      if (retryWith === undefined) throw error;
      return await attempt(request, retryWith);
    }
  };

  async function tokenForQuickRetry(error: unknown, token: string): Promise<string | undefined> {
    if (error instanceof AdapterRejected && error.exchange?.answer.status === 401) {
      const present = await target.token(true);
      return present === token ? undefined : present;
    }
    if (
      !(error instanceof AdapterUnavailable) ||
      error.retryAfterMs === undefined ||
      error.retryAfterMs > QUICK_WAIT_MS
    )
      return undefined;
    if (error.retryAfterMs > 0) await effects.sleep(error.retryAfterMs);
    return token;
  }

  async function attempt(request: HttpRequest, token: string): Promise<unknown> {
    const what = `${request.method} ${request.path}`;
    let response: Response;
    let text: string | undefined;
    try {
      response = await effects.fetch(baseUrl + request.path, {
        method: request.method,
        headers: {
          accept: 'application/json',
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
          authorization: `Bearer ${token}`,
        },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        // A redirect would carry the token and the goods to a place nobody registered.
        redirect: 'manual',
        signal: AbortSignal.timeout(request.timeoutMs),
      });
      text = await readLimited(response);
    } catch (error) {
      throw withoutConnection(target.system, what, request.timeoutMs, error);
    }
    if (response.ok) {
      const answer = text === undefined ? undefined : parsed(text);
      if (answer !== undefined) return answer.value;
      const why =
        text === undefined
          ? `more than ${LONGEST_ANSWER_BYTES} bytes`
          : `a body that is not whole JSON (${text.length} characters)`;
      throw new AdapterUnavailable(
        `${target.system} answered ${response.status} to ${what} with ${why}: whether it took effect is unknown, so it is tried again with the same key`,
      );
    }
    const body = withoutSecrets(
      text === undefined ? '(too long)' : (parsed(text)?.value ?? text.slice(0, 2_000)),
      [token],
    );
    const said = `${target.system} answered ${response.status} to ${what}: ${JSON.stringify(body).slice(0, 300)}`;
    if (response.status === 408 || response.status === 429 || response.status >= 500) {
      const retryAfterMs = retryAfter(response.headers, effects.clock());
      throw new AdapterUnavailable(said, retryAfterMs === undefined ? {} : { retryAfterMs });
    }
    const sent = withoutSecrets(
      {
        method: request.method,
        url: baseUrl + request.path,
        headers: request.headers,
        body: request.body ?? null,
      },
      [token],
    );
    throw new AdapterRejected(said, {
      exchange: { request: sent, answer: { status: response.status, body } },
    });
  }
}

/** Milliseconds a Retry-After header asks for, in seconds or as a date; a date counts from the system's own clock. */
export function retryAfter(headers: Headers, now: string): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const theirNow = Date.parse(headers.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(theirNow) ? Date.parse(now) : theirNow));
}

function checkedBaseUrl({ system, baseUrl }: HttpTarget, localStage: boolean): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const loopback = url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const allowed = localStage
    ? /^https?:$/.test(url?.protocol ?? '')
    : url?.protocol === 'https:' && !loopback;
  if (!url || !allowed || url.username || url.password || url.search || url.hash) {
    throw new ContractViolation(
      `systems.${system}.baseUrl = ${url && !url.username && !url.password ? baseUrl : '(not shown)'} cannot be called: the tenant document must name an https URL without credentials, query or fragment`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** Names what happened on the way; `cause` keeps the details for the log. */
function withoutConnection(
  system: string,
  what: string,
  timeoutMs: number,
  error: unknown,
): AdapterUnavailable {
  const code = codeOf(error);
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new AdapterUnavailable(`${system} did not answer ${what} within ${timeoutMs} ms`, {
      cause: error,
    });
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') {
    return new AdapterUnavailable(`${system} closed the connection during ${what} (${code})`, {
      cause: error,
      retryAfterMs: 0,
    });
  }
  return new AdapterUnavailable(
    `${system} could not be reached for ${what} (${code ?? (error instanceof Error ? error.name : 'unknown')})`,
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

/** The whole body as text, or `undefined` when it is longer than any answer of ours may be. */
async function readLimited(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_ANSWER_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
