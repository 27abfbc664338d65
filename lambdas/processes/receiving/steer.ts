import { Conflict, ContractViolation } from '../../shared/errors.ts';
import type { ProcessRow, Stores, TenantScope } from '../../store/ports.ts';
import { type SignalDependencies, signalProcess } from '../../work/signal.ts';
import type { ChunkSummary, ReceivingState } from './contract.ts';

/** What people may do to a receiving process from outside: end it, take back what it posted, or try again. */

type Dependencies = SignalDependencies & { readonly stores: Pick<Stores, 'processes' | 'inventory'> };

/** Up to here nothing was counted, so there is nothing to take back. */
const BEFORE_GOODS: readonly ReceivingState[] = ['AWAITING_NOTICE', 'ASN_RECEIVED', 'AWAITING_RECEIPT'];

/**
 * Ends a process before anything was counted or, with `reverse`, takes back what it posted. Raises Conflict once it has
 * ended, and ContractViolation when goods were counted and nobody said that they are to be taken back.
 */
export async function cancelReceiving(
  deps: Dependencies,
  tenant: TenantScope,
  row: ProcessRow,
  { by, reverse, reason }: { readonly by: string; readonly reverse: boolean; readonly reason?: string },
): Promise<{ readonly kind: 'cancel' | 'reverse'; readonly woken: boolean }> {
  const { processId, state } = row;
  if (row.closedAt !== undefined)
    throw new Conflict(`process ${processId} ended as ${state}; what has ended cannot be canceled`, row);
  if (!reverse && !BEFORE_GOODS.some((early) => early === state))
    throw new ContractViolation(
      `process ${processId} is ${state}: goods were counted; add --reverse (reverse: true) to take back what was posted`,
    );
  const kind = reverse ? 'reverse' : 'cancel';
  // The audit entry first: an order nobody can be named for must never take effect.
  await deps.stores.inventory.audit(tenant, {
    key: `process-${kind}#${processId}#${row.generation}#${by}`,
    about: processId,
    site: row.site,
    at: deps.clock(),
    kind: `process-${kind}`,
    actor: by,
    body: { processId, state, ...(reason === undefined ? {} : { reason }) },
  });
  const work = [reverse ? `reverse/${by}` : `notice/cancel/${by}`];
  const { woken } = await signalProcess(deps, tenant, processId, work);
  return { kind, woken };
}

/** Checks or posts again what was refused. Raises ContractViolation when nothing of the process failed. */
export async function retryReceiving(
  deps: Dependencies,
  tenant: TenantScope,
  { processId, state, facts }: ProcessRow,
  by: string,
): Promise<{ readonly chunks: readonly string[]; readonly unchecked: boolean; readonly woken: boolean }> {
  const chunks = Object.entries(facts)
    .filter(([name, fact]) => name.startsWith('chunk-') && (fact as ChunkSummary).failed)
    .map(([name]) => name.slice('chunk-'.length));
  const unchecked = facts.verdict === 'unchecked';
  const work = [
    ...chunks.map((chunk) => `${chunk}:retry/${by}`),
    ...(unchecked ? [`notice/recheck/${by}`] : []),
  ];
  if (work.length === 0)
    throw new ContractViolation(
      `process ${processId} is ${state} and nothing of it failed: look at its timeline`,
    );
  const { woken } = await signalProcess(deps, tenant, processId, work);
  return { chunks, unchecked, woken };
}
