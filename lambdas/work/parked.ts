import type { Envelope } from '../../events/envelope.ts';
import { CallParked } from '../../events/integration.ts';
import type { ProcessRow, TenantScope } from '../store/ports.ts';
import { makeEvent } from './events.ts';
import { derivedId } from './process-row.ts';
import { type SignalDependencies, signalProcess } from './signal.ts';

/** Processes woken per read: a system that is back should not meet all of them at once. */
const BATCH = 25;

/**
 * Wakes every process that waits for a system, each once. A process that cannot be woken stays parked and does not stop
 * the others; they are raised together at the end, so that the message is tried again.
 */
export async function resumeParked(
  deps: SignalDependencies,
  tenant: TenantScope,
  system: string,
): Promise<number> {
  const failures = new Map<string, unknown>();
  const seen = new Set<string>();
  for (;;) {
    // Those that failed, or met a new outage and parked again, stand in front of the ones not yet seen.
    const page = await deps.stores.processes.parked(tenant, system, BATCH + seen.size);
    const fresh = page.filter(({ processId }) => !seen.has(processId));
    if (fresh.length === 0) break;
    for (const { processId, work, at } of fresh) {
      seen.add(processId);
      try {
        await signalProcess(deps, tenant, processId, work);
        // Only the entry that was read goes: the process may have parked again already.
        await deps.stores.processes.unpark(tenant, system, processId, at);
      } catch (error) {
        failures.set(processId, error);
      }
    }
  }
  if (failures.size > 0) {
    throw new AggregateError(
      failures.values(),
      `${failures.size} processes parked for ${system} could not be woken: ${[...failures.keys()].join(', ')}`,
    );
  }
  return seen.size;
}

/** A call of a process waits for its system; `operation` names the plan or the lookup it belongs to. */
export function parkedEvent(
  row: ProcessRow,
  operation: string,
  system: string,
  status: string,
  now: string,
): Envelope {
  return makeEvent(CallParked, {
    about: row,
    causationId: operation,
    now,
    data: { adapter: system, operation, processId: row.processId, status },
    newId: () => derivedId(row.tenantId, row.processId, operation, system, now),
  });
}
