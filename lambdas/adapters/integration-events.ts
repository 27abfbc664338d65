import type { Envelope } from '../../events/envelope.ts';
import { CallFailed, CallsCounted, CircuitClosed, CircuitOpened } from '../../events/integration.ts';
import { makeEvent } from '../work/events.ts';
import type { CountedCalls } from './call-counter.ts';
import type { CircuitTurn } from './circuit.ts';
import type { AdapterRequest } from './contract.ts';

/** One call of a system, as events and cases speak of it. */
export interface MadeCall {
  readonly system: string;
  readonly request: AdapterRequest;
  /** Its idempotency key: names the call in every log. */
  readonly key: string;
}

export interface EventMoment {
  readonly now: string;
  readonly newId: () => string;
}

/** What the shared circuit of a system did. The circuit's row version orders its turns. */
export function circuitTurned(call: MadeCall, turn: CircuitTurn, { now, newId }: EventMoment): Envelope {
  const facts = { about: origin(call), sequence: turn.sequence, causationId: call.key, now, newId };
  const adapter = call.system;
  return turn.to === 'open'
    ? makeEvent(CircuitOpened, {
        ...facts,
        data: { adapter, failures: turn.failures, openUntil: turn.openUntil },
      })
    : makeEvent(CircuitClosed, { ...facts, data: { adapter } });
}

/** Calls of a system, counted up to this one; the time of the last orders them. */
export function callsCounted(call: MadeCall, counted: CountedCalls, { now, newId }: EventMoment): Envelope {
  return makeEvent(CallsCounted, {
    about: origin(call),
    sequence: Date.parse(counted.to),
    causationId: call.key,
    now,
    newId,
    data: { adapter: call.system, ...counted },
  });
}

/** A call was refused for good; `subject` is the case that was opened for it. */
export function callFailed(
  call: MadeCall,
  subject: string,
  status: string,
  message: string,
  { now, newId }: EventMoment,
): Envelope {
  const { operation, job } = call.request;
  const data = { adapter: call.system, operation, processId: job.processId, status, message };
  return makeEvent(CallFailed, {
    about: origin(call),
    subject,
    sequence: 0,
    causationId: call.key,
    now,
    newId,
    data,
  });
}

function origin({ system, request }: MadeCall) {
  const { tenantId, site, correlationId, mode, traceparent } = request.job;
  return {
    tenantId,
    site,
    businessKey: system,
    correlationId,
    mode,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
