import { later } from '../shared/clock.ts';
import { CircuitOpen } from '../shared/errors.ts';
import { logger } from '../shared/powertools.ts';
import type { CircuitRow, CircuitStore, TenantScope } from '../store/ports.ts';

/** All in milliseconds except `failures`. */
export interface CircuitSettings {
  /** So many failures within `windowMs` open the circuit. */
  readonly failures: number;
  readonly windowMs: number;
  readonly openMs: number;
  /** How long a probe may take before another one is let through: its caller may have died. */
  readonly probeMs: number;
  /** A Retry-After longer than this opens the circuit at once: the system named the time itself. */
  readonly patienceMs: number;
  /** The longest Retry-After that is believed. */
  readonly longestOpenMs: number;
}

/** Rule 4.6: open after 5 failures in 60 s, half-open after 30 s, one probe. */
export const circuitDefaults: CircuitSettings = {
  failures: 5,
  windowMs: 60_000,
  openMs: 30_000,
  probeMs: 60_000,
  patienceMs: 2_000,
  longestOpenMs: 300_000,
};

export type Circuit = Omit<CircuitRow, 'version'>;
/** How a call was let through. Only a probe's outcome can move a circuit that is not closed. */
export type Pass = 'call' | 'probe';
export type Admission =
  | { readonly kind: 'call' }
  | { readonly kind: 'probe'; readonly next: Circuit }
  | { readonly kind: 'refuse'; readonly until: string };

// ── the state machine, pure ──────────────────────────────────────────────────────────────────────────────────────

/** Whether a call may be made now; a probe must first win the write of `next`. */
export function admit(circuit: Circuit, now: string, settings: CircuitSettings): Admission {
  if (circuit.state === 'closed') return { kind: 'call' };
  const until = circuit.openUntil ?? now;
  if (Date.parse(now) < Date.parse(until)) return { kind: 'refuse', until };
  return {
    kind: 'probe',
    next: { state: 'half-open', failures: circuit.failures, openUntil: later(now, settings.probeMs) },
  };
}

/** The circuit after a call failed; the same object when nothing changes. */
export function afterFailure(
  circuit: Circuit,
  pass: Pass,
  now: string,
  settings: CircuitSettings,
  retryAfterMs = 0,
): Circuit {
  const asked = Math.min(retryAfterMs, settings.longestOpenMs);
  const opened = (failures: readonly string[], forMs: number): Circuit => ({
    state: 'open',
    failures,
    openUntil: later(now, forMs),
  });
  if (circuit.state === 'half-open' && pass === 'probe')
    return opened([now], Math.max(settings.openMs, asked));
  if (circuit.state !== 'closed') return circuit;
  const oldest = Date.parse(now) - settings.windowMs;
  const failures = [...circuit.failures.filter((at) => Date.parse(at) >= oldest), now].slice(
    -settings.failures,
  );
  if (failures.length >= settings.failures) return opened(failures, Math.max(settings.openMs, asked));
  if (asked > settings.patienceMs) return opened(failures, asked);
  return { state: 'closed', failures };
}

/** The circuit after the system answered, be it with a refusal; the same object when nothing changes. */
export function afterAnswer(circuit: Circuit, pass: Pass): Circuit {
  return pass === 'probe' && circuit.state !== 'closed' ? { state: 'closed', failures: [] } : circuit;
}

/** Whether a circuit waits for somebody to try again: the moment to wake one parked process. */
export function isProbeDue(circuit: Circuit, now: string): boolean {
  return circuit.state !== 'closed' && Date.parse(circuit.openUntil ?? now) <= Date.parse(now);
}

// ── the same over the shared store ───────────────────────────────────────────────────────────────────────────────

/** A lost write means another caller's write landed, so a few rounds always end: the circuit opens or stays as it is. */
const ROUNDS = 10;

/** Lets a call through or raises CircuitOpen. Of callers that come at the same time to a due circuit, one gets to probe. */
export async function enterCircuit(
  circuits: CircuitStore,
  tenant: TenantScope,
  system: string,
  now: string,
  settings: CircuitSettings,
): Promise<Pass> {
  const { version, ...circuit } = await circuits.read(tenant, system);
  const admission = admit(circuit, now, settings);
  if (admission.kind === 'call') return 'call';
  if (admission.kind === 'probe' && (await circuits.write(tenant, system, admission.next, version)))
    return 'probe';
  const why = admission.kind === 'refuse' ? `until ${admission.until}` : 'while another call probes it';
  throw new CircuitOpen(
    `the circuit of ${system} is open ${why}: the call was not made and waits for the system`,
  );
}

export type CircuitTurn =
  | { readonly to: 'open'; readonly sequence: number; readonly failures: number; readonly openUntil: string }
  | { readonly to: 'closed'; readonly sequence: number };

/** Records how a call ended and tells when that opened or closed the circuit. `sequence` orders the turns of one circuit. */
export async function recordOutcome(
  circuits: CircuitStore,
  tenant: TenantScope,
  system: string,
  outcome: { readonly pass: Pass; readonly failed: boolean; readonly retryAfterMs?: number },
  now: string,
  settings: CircuitSettings,
): Promise<CircuitTurn | undefined> {
  // An ordinary call that was answered changes nothing: the usual path costs no write and no second read.
  if (outcome.pass === 'call' && !outcome.failed) return undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { version, ...circuit } = await circuits.read(tenant, system);
    const next = outcome.failed
      ? afterFailure(circuit, outcome.pass, now, settings, outcome.retryAfterMs)
      : afterAnswer(circuit, outcome.pass);
    if (next === circuit) return undefined;
    if (!(await circuits.write(tenant, system, next, version))) continue;
    const sequence = version + 1;
    if (next.state === 'open')
      return { to: 'open', sequence, failures: next.failures.length, openUntil: next.openUntil ?? now };
    return circuit.state === 'closed' ? undefined : { to: 'closed', sequence };
  }
  // The call itself is done, so its outcome must not be lost to bookkeeping: the next failure is counted instead.
  logger.warn('circuit outcome not recorded: other callers were first each time', { system, rounds: ROUNDS });
  return undefined;
}
