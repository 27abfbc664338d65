import * as z from 'zod/mini';
import { replenishmentLimits } from '../../domain/replenishment-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { requireReplenishment } from './facts.ts';
import { failedCall, parkCall } from './failed-call.ts';
import { orderedEvent } from './news.ts';
import { carryOut, type NextMove, nextMove } from './next-move.ts';
import { amended } from './rules/decide.ts';
import { madeOf } from './settle.ts';

const Input = z.object({
  job: Job,
  /** What the ERP made; `null` when it made nothing. */
  order: z.nullable(z.object({ poId: z.string(), poLine: z.int() })),
  sent: z.boolean(),
  ...failedCall,
});

/**
 * Keeps what an order came to: made and sent, parked for a system that is away, or refused. What the ERP has made and the
 * supplier refused is taken back first (rule 4.7); a person decides what then.
 */
export async function confirmOrder(input: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const { job, order, sent, failure, system } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const document = await requireTenant(deps.stores, tenant);
  const row = await requireReplenishment(processes, tenant, job.processId);
  const { phase, attempt, ordering, proposal } = row.facts;
  const error = failure?.Error ?? 'unknown';
  if (phase !== 'order' || !ordering || !proposal) return goOn(input, document, deps);
  const key = `order#${attempt}`;
  const limits = replenishmentLimits(document, job.site);
  const now = deps.clock();
  if (system) await parkCall(row, key, system, error, tenant, deps);
  else if (!order) {
    const refused = amended(proposal, { refused: true }, limits, document.currency);
    const facts = { phase: 'ask' as const, proposal: refused, ordering: null };
    await carryOut(row, { key, facts, events: [], detail: { error } }, tenant, deps);
  } else {
    const calendar = calendarOf(document, job.site);
    const made = madeOf(order.poId, order.poLine, ordering, { calendar, limits, now }, sent);
    const facts = sent
      ? { phase: 'acknowledge' as const, made, tries: 0 }
      : { phase: 'cancel' as const, made, afterwards: 'refused' as const, tries: 0 };
    const events = sent ? [orderedEvent(row, made, now)] : [];
    await processes.addSearch(tenant, job.processId, [
      { kind: 'po', value: order.poId },
      { kind: 'supplier', value: ordering.source.id },
    ]);
    const detail = { ...order, sent, ...(failure ? { error } : {}) };
    await carryOut(row, { key, facts, events, detail }, tenant, deps);
  }
  return goOn(input, document, deps);
}

/** After a good order the machine waits: an acknowledgment that was faster than this step ends that wait at once. */
async function goOn(
  { job, sent }: z.infer<typeof Input>,
  document: TenantDocument,
  deps: Core,
): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const move = await nextMove(job, tenant, document, deps);
  if (sent && move.next !== 'wait')
    await deps.stores.processes.signal(tenant, job.processId, [`heard/${move.next}`], deps.clock());
  return move;
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmOrder(input, await deps()));
