import {
  AdapterRejected,
  AdapterUnavailable,
  CircuitOpen,
  Conflict,
  ContractViolation,
  Forbidden,
  NotFound,
  Unauthenticated,
  WriteConflict,
} from '../../shared/errors.ts';
import type { Problem as FieldProblem } from '../../shared/parse.ts';

/**
 * Every answer that is not the one asked for is RFC 9457 `application/problem+json`. The types are stable: a client may
 * branch on them; titles and details are for people.
 */
export const problemTypes = {
  'malformed-request': { status: 400, title: 'The request breaks its contract.' },
  unauthenticated: { status: 401, title: 'There is no valid access token.' },
  forbidden: { status: 403, title: 'The caller may not do this.' },
  'not-found': { status: 404, title: 'There is no such thing for this tenant.' },
  'method-not-allowed': { status: 405, title: 'The path has no such method.' },
  conflict: { status: 409, title: 'Somebody was first, or the state forbids it.' },
  gone: { status: 410, title: 'It has ended.' },
  'precondition-failed': { status: 412, title: 'It was changed since it was read.' },
  'too-large': { status: 413, title: 'The body is too large.' },
  'unsupported-media-type': { status: 415, title: 'The body has a type this operation does not read.' },
  unprocessable: { status: 422, title: 'The request is well formed but cannot be carried out.' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request.' },
  'precondition-required': { status: 428, title: 'If-Match is missing.' },
  'rate-limited': { status: 429, title: 'Too many calls.' },
  internal: { status: 500, title: 'Something failed here.' },
  'system-refused': { status: 502, title: 'A system of record refused it.' },
  unavailable: { status: 503, title: 'It cannot be done at this moment.' },
} as const;
export type ProblemType = keyof typeof problemTypes;

/** The `type` of a problem as it is sent. */
export function problemUri(type: ProblemType): string {
  return `urn:tallyflow:problem:${type}`;
}

/** An answer that is a problem, raised from wherever it is found out. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly type: ProblemType;
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    type: ProblemType,
    detail: string,
    more: { errors?: readonly FieldProblem[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.type = type;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

/** Seconds after which a call that lost against others, or met a system that is away, may be made again. */
const RETRY_SECONDS = 2;

/** What an error of the logic is to a caller. `undefined` for one nobody foresaw: its text stays in the log. */
export function problemOf(error: unknown): ApiProblem | undefined {
  if (error instanceof ApiProblem) return error;
  if (error instanceof Unauthenticated)
    return new ApiProblem('unauthenticated', 'send a valid access token: Authorization: Bearer <token>', {
      headers: {
        'www-authenticate': `Bearer error="invalid_token", error_description="${error.reason}"`,
      },
    });
  if (error instanceof Forbidden) return new ApiProblem('forbidden', error.message);
  if (error instanceof NotFound) return new ApiProblem('not-found', error.message);
  if (error instanceof Conflict) return new ApiProblem('conflict', error.message);
  if (error instanceof ContractViolation) return new ApiProblem('unprocessable', error.message);
  if (error instanceof AdapterRejected) return new ApiProblem('system-refused', error.message);
  if (error instanceof WriteConflict || error instanceof AdapterUnavailable || error instanceof CircuitOpen)
    return new ApiProblem('unavailable', `${error.message}; make the same call again`, {
      headers: { 'retry-after': String(RETRY_SECONDS) },
    });
  return undefined;
}
