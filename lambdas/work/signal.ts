import type { CompleteWait } from '../shared/wait-token.ts';
import type { Stores, TenantScope } from '../store/ports.ts';

/**
 * A process has one wait. Whatever concerns it (a receipt, an answer, a deadline, a system that is back) is added to its
 * pending work and ends that wait. Ending it twice, or while nothing waits, is harmless: pending work is read again at
 * the next wait.
 */

export interface SignalDependencies {
  readonly stores: Pick<Stores, 'processes'>;
  readonly completeWait: CompleteWait;
  readonly clock: () => string;
}

/** Entries handed over at once; the rest follows at the next wait, so an output never nears the 256 KB limit. */
const HAND_OVER = 500;

/**
 * Adds work for a process and wakes it. `work` entries are names; one that begins with a chunk number, for instance
 * `2:receipt/R-1`, is about that chunk of lines. Adding an entry twice is adding it once. `woken: false` means the
 * process is busy or gone; a busy one finds the work at its next wait.
 */
export async function signalProcess(
  deps: SignalDependencies,
  tenant: TenantScope,
  processId: string,
  work: readonly string[],
): Promise<{ woken: boolean }> {
  const { taskToken, pending } = await deps.stores.processes.signal(tenant, processId, work, deps.clock());
  if (taskToken === undefined) return { woken: false };
  return { woken: await endWait(deps.completeWait, taskToken, pending) };
}

/** Ends a wait with the pending work and the chunks it is about: `{ pending, chunks }`. */
export function endWait(
  completeWait: CompleteWait,
  taskToken: string,
  pending: readonly string[],
): Promise<boolean> {
  const handedOver = pending.slice(0, HAND_OVER);
  return completeWait(taskToken, { output: { pending: handedOver, chunks: chunksOf(handedOver) } });
}

/** The chunks that entries of pending work are about, ascending. */
function chunksOf(pending: readonly string[]): number[] {
  const chunks = pending.flatMap((entry) => /^(\d+):/.exec(entry)?.[1] ?? []).map(Number);
  return [...new Set(chunks)].sort((a, b) => a - b);
}
