import * as z from 'zod/mini';
import { WorkArrived } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type ProcessRow, tenantScope } from '../../store/ports.ts';
import { resolveCasesOf } from '../../work/cases.ts';
import { closeProcess } from '../../work/process-life.ts';
import { cancelTasks } from '../../work/task-deadlines.ts';
import type { ReceivingFacts, ReceivingState } from './contract.ts';
import { requireProcess, summariesOf } from './facts.ts';
import { receiptsOf } from './generations.ts';
import { openLateReceiptCase } from './late-receipt.ts';

const Input = z.object({ job: Job });

/** Ends the process in the state its facts say, and announces it. Closing twice changes nothing. */
export async function closeReceiving(
  { job }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ state: ReceivingState }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  if (row.closedAt) return { state: row.state as ReceivingState };
  const { state, outcome } = endOf(row);
  const fresh = row.pending.filter((entry) => /^\d+:/.test(entry));
  if (fresh.length > 0 && state !== 'ASN_REJECTED')
    throw new WorkArrived(`${job.processId} has new work: ${fresh.join(', ')}`);
  const now = deps.clock();
  const tasks = await deps.stores.work.tasksOf(tenant, job.processId);
  await cancelTasks(deps, tenant, job.processId);
  if (state === 'ASN_REJECTED' || state === 'CANCELLED')
    for (const { body } of await receiptsOf(deps.stores.processes, tenant, job.processId))
      await openLateReceiptCase(deps, tenant, { ...row, state }, body.receiptId);
  // Nobody needs to look for goods that came, or that nobody announces anymore.
  for (const { taskId } of tasks.filter(({ step }) => step === 'overdue'))
    await resolveCasesOf(
      deps,
      tenant,
      { processId: job.processId, taskId },
      {
        by: `process:${job.processId}`,
        rootCause: state === 'CANCELLED' ? 'NOTICE_CANCELLED' : 'ARRIVED_LATE',
        resolution: `the process ended: ${outcome}`,
      },
    );
  await closeProcess(deps.stores, tenant, row, { state, outcome, step: 'CloseReceiving', at: now, tasks });
  return { state };
}

/** Pure: which end state, and in one word how it came. */
export function endOf(row: ProcessRow & { facts: ReceivingFacts }): {
  state: ReceivingState;
  outcome: string;
} {
  if (row.facts.verdict === 'rejected') return { state: 'ASN_REJECTED', outcome: 'rejected' };
  const chunks = [...summariesOf(row).values()];
  const counted = chunks.some((chunk) => chunk.counted);
  if (!counted && row.pending.some((entry) => entry.startsWith('notice/cancel/')))
    return { state: 'CANCELLED', outcome: 'cancelled' };
  if (!counted && row.facts.overdueAnswer === 'close') return { state: 'CLOSED', outcome: 'not-received' };
  if (chunks.length > 0 && chunks.every((chunk) => chunk.reversed))
    return { state: 'COMPENSATED', outcome: 'reversed' };
  if (chunks.some((chunk) => chunk.parked)) return { state: 'PARKED', outcome: 'parked' };
  return { state: 'CLOSED', outcome: row.mode === 'act' ? 'posted' : row.mode };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => closeReceiving(input, await deps()));
