/**
 * Errors that cross a boundary carry a stable name: state machines match on it in `Retry` and `Catch`, operators search
 * for it. The constructor's message must name the field, the value and the remedy where there is one.
 */
abstract class NamedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Input that breaks its contract. Never retried: the same bytes break it again. */
export class ContractViolation extends NamedError {}
/** A system could not be reached or asked to try later; the same call may succeed. */
export class AdapterUnavailable extends NamedError {
  /** How long the system asked to be left alone (Retry-After); 0 when a second try may follow at once. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}
/** A system refused the call for good (4xx); a person must look at it. */
export class AdapterRejected extends NamedError {
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
export class CircuitOpen extends NamedError {}
/** The process of this business key already runs; a repeated start ends here. */
export class AlreadyRunning extends NamedError {}
/** A process was about to end when new work came for it; it goes on instead. */
export class WorkArrived extends NamedError {}
/** Stock is not where it was posted any more, so it cannot be taken back automatically; a person has a case. */
export class ReversalBlocked extends NamedError {}
/** Goods came before their notice; the process waits a grace for it. */
export class NoticeMissing extends NamedError {}
/** A conditional write lost against another writer too often; the whole step may be tried again. */
export class WriteConflict extends NamedError {}
/** An applied effect cannot be undone automatically; the remaining automatic steps stop. */
export class CompensationFailed extends NamedError {}
/** What was asked for does not exist for this tenant. */
export class NotFound extends NamedError {}
/** A person may not do this: the role, the site or the four-eyes rule forbids it. */
export class Forbidden extends NamedError {}
/** Somebody was first: the answer that stands is in `standing`. */
export class Conflict extends NamedError {
  readonly standing: unknown;
  constructor(message: string, standing: unknown) {
    super(message);
    this.standing = standing;
  }
}
