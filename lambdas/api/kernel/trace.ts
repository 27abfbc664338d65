const CORRELATION = /^[\x21-\x7e]{1,128}$/;
/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** How a call is found again: in both logs, in events and processes it causes, and in traces. */
export interface Trace {
  readonly correlationId: string;
  readonly traceparent?: string;
  /** The headers that tell the caller. */
  readonly answered: Readonly<Record<string, string>>;
}

/** Takes the caller's ids where they are well formed; what is not is replaced, never refused. */
export function traceOf(headers: Readonly<Record<string, string>>, newId: () => string): Trace {
  const given = headers['x-correlation-id'] ?? '';
  const correlationId = CORRELATION.test(given) ? given : newId();
  const traceparent = TRACEPARENT.test(headers.traceparent ?? '') ? headers.traceparent : undefined;
  return {
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    answered: { 'x-correlation-id': correlationId, ...(traceparent === undefined ? {} : { traceparent }) },
  };
}
