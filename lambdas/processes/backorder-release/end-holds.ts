import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import type { ChunkSummary, PlannedLine, ReleaseChunk } from './contract.ts';
import { claimOf, type ReleaseRow, requireRelease, summariesOf, summaryKey } from './facts.ts';
import { reservationEndedEvent } from './news.ts';

const Input = z.object({ job: Job });

/**
 * Ends what had its time: reservations the OMS has not confirmed, and holds of orders that did not become whole. Their
 * units are free again and announced, so that the next in line gets them. A hold that became firm meanwhile is not
 * there anymore, and nothing ends.
 */
export async function endHolds({ job }: z.infer<typeof Input>, deps: Core): Promise<{ ended: number }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireRelease(deps.stores.processes, tenant, job.processId);
  const now = deps.clock();
  let ended = 0;
  for (const [chunk, summary] of summariesOf(row)) {
    if (isUnconfirmed(summary, now)) ended += await lapse(tenant, row, chunk, summary, deps);
    else if (isHoldOver(summary, now)) ended += await release(tenant, row, chunk, summary, deps);
  }
  return { ended };
}

/** At its deadline a reservation ends. */
export const isUnconfirmed = ({ status, endsAt }: ChunkSummary, now: string) =>
  status === 'planned' && endsAt <= now;
export const isHoldOver = ({ status, holdsUntil }: ChunkSummary, now: string) =>
  status === 'confirmed' && holdsUntil !== undefined && holdsUntil <= now;

/** The whole plan is over. The OMS may have allocated it although its answer never came: somebody must look. */
async function lapse(
  tenant: TenantScope,
  row: ReleaseRow,
  chunk: number,
  summary: ChunkSummary,
  deps: Core,
): Promise<number> {
  const { processes } = deps.stores;
  const stored = await processes.readChunk<ReleaseChunk>(tenant, row.processId, chunk);
  if (!stored) return 0;
  const { planId, lines } = stored.body;
  const ended = await end(tenant, row, planId, lines, 'UNCONFIRMED', deps);
  if (stored.body.status === 'planned') {
    const at = deps.clock();
    const step = { key: `lapsed#${planId}`, name: 'EndHolds', at, detail: { chunk, planId } };
    await processes.writeChunk(
      tenant,
      row.processId,
      chunk,
      { ...stored.body, status: 'lapsed' },
      stored.version,
      step,
    );
  }
  await openCase(deps, tenant, {
    class: 'RESERVATION_UNCONFIRMED',
    site: row.site,
    processId: row.processId,
    subject: `chunk-${chunk}`,
    summary: `Plan ${planId} (${lines.length} lines) waited for ${summary.waitsFor ?? 'a system'} until its reservations ended. If the OMS holds an allocation with the reference ${row.processId}/${planId}, take it back there.`,
    links: [],
  });
  const { waitsFor: _, until: __, ...rest } = summary;
  await processes.change(tenant, row.processId, {
    at: deps.clock(),
    facts: { [summaryKey(chunk)]: { ...rest, status: 'lapsed' } satisfies ChunkSummary },
  });
  return ended;
}

async function release(
  tenant: TenantScope,
  row: ReleaseRow,
  chunk: number,
  summary: ChunkSummary,
  deps: Core,
): Promise<number> {
  const { processes } = deps.stores;
  const now = deps.clock();
  const stored = await processes.readChunk<ReleaseChunk>(tenant, row.processId, chunk);
  const held = (stored?.body.lines ?? []).filter(({ kind }) => kind === 'tentative');
  const over = held.filter(({ endsAt }) => endsAt <= now);
  const ended = await end(tenant, row, stored?.body.planId ?? '', over, 'HOLD_OVER', deps);
  const next = held
    .map(({ endsAt }) => endsAt)
    .filter((endsAt) => endsAt > now)
    .sort()[0];
  const { holdsUntil: _, ...rest } = summary;
  await processes.change(tenant, row.processId, {
    at: now,
    facts: { [summaryKey(chunk)]: { ...rest, ...(next !== undefined && { holdsUntil: next }) } },
    step: {
      key: `holds#${stored?.body.planId}#${summary.holdsUntil}`,
      name: 'EndHolds',
      at: now,
      detail: { chunk, ended },
    },
  });
  return ended;
}

async function end(
  tenant: TenantScope,
  row: ReleaseRow,
  planId: string,
  lines: readonly PlannedLine[],
  reason: 'UNCONFIRMED' | 'HOLD_OVER',
  deps: Core,
): Promise<number> {
  const claim = claimOf(row.processId, planId);
  const at = deps.clock();
  let ended = 0;
  for (const line of lines) {
    const place = { site: row.site, sku: line.sku, orderLineId: line.orderLineId };
    const event = reservationEndedEvent(
      row,
      line,
      { claim, quantity: Math.max(1, line.quantity) },
      reason,
      at,
    );
    const how = { lapsed: reason === 'HOLD_OVER', at };
    if (await deps.stores.backorders.end(tenant, place, claim, how, [event])) ended += 1;
  }
  return ended;
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => endHolds(input, await deps()));
