import { ContractViolation } from '../shared/errors.ts';
import type { ProcessStore, TenantScope } from '../store/ports.ts';
import { endWait, type SignalDependencies } from './signal.ts';

export interface Wait {
  readonly processId: string;
  readonly taskToken: string;
  /** The state the process shows while it waits. */
  readonly state: string;
  /** When the sweeper wakes it if nothing else does; the deadline its row has already, unless said. */
  readonly dueAt?: string | undefined;
}

/**
 * Starts the one wait of a process; work that arrived while it was busy ends the wait at once. Raises ContractViolation
 * for a wait without any deadline, because nothing would ever look at it again.
 */
export async function awaitSignal(deps: SignalDependencies, tenant: TenantScope, wait: Wait): Promise<void> {
  const { processId, taskToken, state } = wait;
  const dueAt = wait.dueAt ?? (await deadlineOf(deps.stores.processes, tenant, processId));
  const { pending } = await deps.stores.processes.wait(tenant, processId, {
    taskToken,
    state,
    dueAt,
    at: deps.clock(),
  });
  if (pending.length > 0) await endWait(deps.completeWait, taskToken, pending);
}

async function deadlineOf(processes: ProcessStore, tenant: TenantScope, processId: string): Promise<string> {
  const dueAt = (await processes.get(tenant, processId))?.dueAt;
  if (dueAt !== undefined) return dueAt;
  throw new ContractViolation(
    `process ${processId} waits without a deadline: pass dueAt or set it on the process row`,
  );
}
