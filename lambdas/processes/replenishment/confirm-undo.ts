import * as z from 'zod/mini';
import { replenishmentLimits } from '../../domain/replenishment-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { requireTenant } from '../../work/process-row.ts';
import { type ReplenishmentRow, requireReplenishment } from './facts.ts';
import { failedCall, parkCall } from './failed-call.ts';
import { carryOut, type NextMove, nextMove } from './next-move.ts';
import { amended } from './rules/decide.ts';
import { lookAgain } from './settle.ts';

const Input = z.object({ job: Job, ...failedCall });

/**
 * Keeps what the cancellation of an order came to, and goes on as it was cancelled for. What cannot be taken back is a
 * case, and nothing automatic follows (rule 4.7).
 */
export async function confirmUndo(
  { job, failure, system }: z.infer<typeof Input>,
  deps: Core,
): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const document = await requireTenant(deps.stores, tenant);
  const row = await requireReplenishment(deps.stores.processes, tenant, job.processId);
  const { phase, attempt, made, afterwards, excluded, proposal } = row.facts;
  if (phase !== 'cancel' || !made) return nextMove(job, tenant, document, deps);
  const key = `undo#${attempt}`;
  const error = failure?.Error ?? 'unknown';
  const detail = { documentId: made.documentId, afterwards, ...(failure ? { error } : {}) };
  if (system) {
    await parkCall(row, key, system, error, tenant, deps);
  } else if (failure) {
    await openStuckCase(row, failure, deps);
    const facts = { phase: 'parked' as const, outcome: 'stuck' };
    await carryOut(row, { key, facts, events: [], detail }, tenant, deps);
  } else if (afterwards === 'alternate') {
    const facts = { ...lookAgain(row), excluded: [...excluded, made.source.id], afterwards: null };
    await carryOut(row, { key, facts, events: [], detail }, tenant, deps);
  } else if (afterwards === 'refused' && proposal) {
    const limits = replenishmentLimits(document, job.site);
    const refused = amended(proposal, { refused: true }, limits, document.currency);
    const facts = { phase: 'ask' as const, proposal: refused, made: null, ordering: null, afterwards: null };
    await carryOut(row, { key, facts, events: [], detail }, tenant, deps);
  } else {
    const facts = { phase: 'done' as const, outcome: 'cancelled' };
    await carryOut(row, { key, facts, events: [], detail }, tenant, deps);
  }
  return nextMove(job, tenant, document, deps);
}

async function openStuckCase(
  row: ReplenishmentRow,
  failure: { readonly Error: string; readonly Cause?: string | undefined },
  deps: Core,
): Promise<void> {
  const { made, sku } = row.facts;
  await openCase(deps, tenantScope(row.tenantId), {
    class: 'COMPENSATION_FAILED',
    site: row.site,
    processId: row.processId,
    subject: `undo-${made?.documentId ?? ''}`,
    summary:
      `Order ${made?.documentId} of ${sku} could not be cancelled: ${failure.Error}. ${failure.Cause ?? ''}`.slice(
        0,
        500,
      ),
    links: [{ kind: 'po', id: made?.documentId ?? '' }],
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmUndo(input, await deps()));
