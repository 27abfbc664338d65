import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { parkedEvent } from '../../work/parked.ts';
import { backOff } from '../../work/runs.ts';
import type { ChunkSummary, PlannedLine, ReleaseChunk } from './contract.ts';
import { claimOf, type ReleaseRow, requireRelease, summariesOf, summaryKey } from './facts.ts';
import { releasedEvent } from './news.ts';
import { isSmallest } from './plan.ts';

const id = z.optional(z.nullable(z.string()));
const Input = z.object({
  job: Job,
  chunk: z.int(),
  planId: z.string(),
  outcome: z.enum(['confirmed', 'parked', 'failed']),
  documents: z.object({
    allocationId: id,
    releaseId: id,
    picks: z.optional(z.nullable(z.array(z.object({ id: z.string(), pickTaskId: z.string() })))),
  }),
  system: id,
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
});
type Input = z.infer<typeof Input>;

/**
 * Ends one run of a plan. Confirmed: its reservations last, and every line is announced in the write that made it so.
 * Parked: the plan stays open and the process is woken when the system is back. Failed: it was taken back, and its items
 * are decided again in smaller plans, until a single order stands alone with its refusal.
 */
export async function confirmChunk(input: Input, deps: Core): Promise<{ chunk: number; outcome: string }> {
  const { job, chunk, planId, outcome, system } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireRelease(processes, tenant, job.processId);
  const stored = await processes.readChunk<ReleaseChunk>(tenant, job.processId, chunk);
  const summary = summariesOf(row).get(chunk);
  const now = deps.clock();
  if (!stored || !summary || stored.body.planId !== planId) {
    // Nothing was planned under this number: the run before this one has ended it.
    if (outcome !== 'failed') return { chunk, outcome };
  }
  if (stored && summary && stored.body.status === 'planned') {
    if (outcome === 'confirmed') await confirmLines(tenant, row, stored.body, input, deps);
    if (outcome === 'parked') {
      await park(
        tenant,
        row,
        { chunk, planId, system: system ?? 'unknown', failure: input.failure },
        summary,
        deps,
      );
      return { chunk, outcome };
    }
    const status = outcome === 'confirmed' ? 'confirmed' : isStuck(input) ? 'stuck' : 'undone';
    const step = {
      key: `${outcome}#${planId}`,
      name: outcome === 'confirmed' ? 'ConfirmChunk' : 'RecordFailure',
      at: now,
      detail: detailOf(input, stored.body.lines),
    };
    await processes.writeChunk(
      tenant,
      job.processId,
      chunk,
      { ...stored.body, status },
      stored.version,
      step,
    );
  }
  const after = (await processes.readChunk<ReleaseChunk>(tenant, job.processId, chunk))?.body;
  if (!after || !summary || summary.status !== 'planned') return { chunk, outcome };
  if (after.status === 'undone' || after.status === 'stuck')
    await reportFailure(tenant, row, input, summary.level, after, deps);
  await processes.change(tenant, job.processId, {
    at: now,
    facts: { [summaryKey(chunk)]: summaryAfter(summary, after) },
  });
  return { chunk, outcome };
}

/** The reservations of lines that got their units; each with its event. */
async function confirmLines(
  tenant: TenantScope,
  row: ReleaseRow,
  { planId, lines }: ReleaseChunk,
  { documents: { allocationId, releaseId, picks } }: Input,
  deps: Core,
): Promise<void> {
  const tasks = new Map((picks ?? []).map((pick) => [pick.id, pick.pickTaskId]));
  const claim = claimOf(row.processId, planId);
  for (const line of lines.filter(({ kind, outcome }) => kind === 'firm' && outcome === 'reserved')) {
    const documents = {
      allocationId: allocationId ?? 'none',
      releaseId: releaseId ?? '',
      pickTaskId: tasks.get(`${planId}/${line.orderLineId}`) ?? '',
    };
    const event = releasedEvent(row, planId, line, documents, deps.clock());
    const place = { site: row.site, sku: line.sku, orderLineId: line.orderLineId };
    // A line that was allocated before has nothing reserved; its news has no other write to go with.
    if (line.quantity === 0) await deps.stores.inventory.enqueue(tenant, [event]);
    else await deps.stores.backorders.confirm(tenant, place, claim, documents, [event]);
  }
}

async function park(
  tenant: TenantScope,
  row: ReleaseRow,
  {
    chunk,
    planId,
    system,
    failure,
  }: Pick<Input, 'chunk' | 'planId' | 'failure'> & { readonly system: string },
  summary: ChunkSummary,
  deps: Core,
): Promise<void> {
  const now = deps.clock();
  await deps.stores.processes.park(tenant, system, row.processId, [`${chunk}:resume/${system}`], now);
  const tries = summary.tries + 1;
  const until = backOff(now, tries);
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts: { [summaryKey(chunk)]: { ...summary, waitsFor: system, until, tries } satisfies ChunkSummary },
    step: { key: `parked#${planId}#${tries}`, name: 'ParkChunk', at: now, detail: { chunk, planId, system } },
    events: [parkedEvent(row, planId, system, failure?.Error ?? 'unknown', now)],
  });
}

const isStuck = ({ failure }: Input) => failure?.Error === 'CompensationFailed';

/** Lost lines and what was taken back are looked at again, as long as a smaller plan may help. */
function summaryAfter(
  { waitsFor: _, until: __, ...summary }: ChunkSummary,
  { status, lines }: ReleaseChunk,
): ChunkSummary {
  const lost = lines.filter(({ outcome }) => outcome === 'lost').map(({ sku }) => sku);
  const isTriedAgain = status === 'undone' && !isSmallest(summary.level);
  const again = isTriedAgain ? summary.skus : status === 'confirmed' ? [...new Set(lost)] : [];
  return { ...summary, status, ...(again.length > 0 && { again }) };
}

async function reportFailure(
  tenant: TenantScope,
  row: ReleaseRow,
  { chunk, failure, planId }: Input,
  level: number,
  { status, lines }: ReleaseChunk,
  deps: Core,
): Promise<void> {
  if (status === 'undone' && !isSmallest(level)) return;
  const orders = [...new Set(lines.map(({ orderId }) => orderId))];
  const cause = `${failure?.Error ?? 'an unknown error'}. ${failure?.Cause ?? ''}`;
  await openCase(deps, tenant, {
    class: status === 'stuck' ? 'COMPENSATION_FAILED' : 'RELEASE_REFUSED',
    site: row.site,
    processId: row.processId,
    subject: `chunk-${chunk}`,
    summary: (status === 'stuck'
      ? `Plan ${planId} for ${orders.length} orders failed and could not be taken back: ${cause}`
      : `${orders.join(', ')} could not be released and ${orders.length > 1 ? 'wait' : 'waits'}: ${cause}`
    ).slice(0, 500),
    links: orders.slice(0, 20).map((orderId) => ({ kind: 'order', id: orderId })),
  });
}

function detailOf({ chunk, planId, documents, failure }: Input, lines: readonly PlannedLine[]) {
  const { allocationId, releaseId, picks } = documents;
  return {
    chunk,
    planId,
    lines: lines.length,
    lost: lines.filter(({ outcome }) => outcome === 'lost').length,
    held: lines.filter(({ kind }) => kind === 'tentative').length,
    documents: { allocationId, releaseId, picks: picks?.length ?? 0 },
    ...(failure && { error: failure.Error }),
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmChunk(input, await deps()));
