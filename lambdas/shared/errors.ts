/**
 * Errors that cross a boundary carry a stable name: state machines match on it in `Retry` and `Catch`, operators search
 * for it. Each writes its name out, because a bundle shortens the names of classes. The constructor's message must name
 * the field, the value and the remedy where there is one.
 */

/** Input that breaks its contract. Never retried: the same bytes break it again. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}
/** A system could not be reached or asked to try later; the same call may succeed. */
export class AdapterUnavailable extends Error {
  override readonly name = 'AdapterUnavailable';
  /** How long the system asked to be left alone (Retry-After); 0 when a second try may follow at once. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}
/** A system refused the call for good (4xx); a person must look at it. */
export class AdapterRejected extends Error {
  override readonly name = 'AdapterRejected';
  /** The request and the answer with secrets removed, for the person who looks at it. */
  readonly exchange: Exchange | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly exchange?: Exchange }) {
    super(message, options);
    this.exchange = options?.exchange;
  }
}
export interface Exchange {
  readonly request: unknown;
  readonly answer: { readonly status: number; readonly body: unknown };
}
/** The circuit of a system is open: the call was not made and waits. */
export class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen';
}
/** The process of this business key already runs; a repeated start ends here. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
}
/** A process was about to end when new work came for it; it goes on instead. */
export class WorkArrived extends Error {
  override readonly name = 'WorkArrived';
}
/** Stock is not where it was posted any more, so it cannot be taken back automatically; a person has a case. */
export class ReversalBlocked extends Error {
  override readonly name = 'ReversalBlocked';
}
/** Goods came before their notice; the process waits a grace for it. */
export class NoticeMissing extends Error {
  override readonly name = 'NoticeMissing';
}
/** A conditional write lost against another writer too often; the whole step may be tried again. */
export class WriteConflict extends Error {
  override readonly name = 'WriteConflict';
}
/** An applied effect cannot be undone automatically; the remaining automatic steps stop. */
export class CompensationFailed extends Error {
  override readonly name = 'CompensationFailed';
}
/** What was asked for does not exist for this tenant. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}
/** There is no valid access token; `reason` may be told to whoever sent it. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
  readonly reason: string;
  constructor(reason: string) {
    super(`the caller is not authenticated: ${reason}`);
    this.reason = reason;
  }
}
/** A person may not do this: the role, the site or the four-eyes rule forbids it. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}
/** Somebody was first: the answer that stands is in `standing`. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly standing: unknown;
  constructor(message: string, standing: unknown) {
    super(message);
    this.standing = standing;
  }
}
