import * as z from 'zod/mini';
import type { DemandLine, Order } from '../../adapters/oms/port.ts';
import type { StockRow } from '../../adapters/wms/port.ts';
import { type ReleaseLimits, releaseLimits } from '../../domain/release-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { calendarOf, derivedId, requireTenant } from '../../work/process-row.ts';
import { assembleCase } from './assemble.ts';
import type {
  ChunkSummary,
  ItemDecision,
  ReleaseCase,
  ReleaseChunk,
  ReleaseFacts,
  Review,
} from './contract.ts';
import {
  causesOf,
  gatheredKey,
  lookupPrefix,
  type ReleaseRow,
  renewalKey,
  requireRelease,
  scopeOf,
  summaryKey,
} from './facts.ts';
import { waitingEvents } from './news.ts';
import { itemsLeftWaiting, planChunks } from './plan.ts';
import { decideRelease as decide } from './rules/decide.ts';
import { recordOf } from './rules/record.ts';

const Input = z.object({ job: Job });

/** Taking confirmed stock is given up after this many refusals: the OMS releases it faster than we look. */
const MOST_REFUSALS = 3;
/** Payments renewed before a decision counts, a round of them. */
const RENEWALS = 50;

/**
 * Decides the items of the round over everybody who waits for them, and stores what follows before anything is called:
 * plans of at most 100 lines, confirmed stock to take, payments to renew first, a question to a person. Items with a
 * question or a taking wait for it; the others go.
 */
export async function decideRelease({ job }: z.infer<typeof Input>, deps: Core): Promise<{ round: number }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireRelease(deps.stores.processes, tenant, job.processId);
  const { round, groups } = row.facts;
  const gathered = Array.from({ length: groups }, (_, index) => gatheredOf(row, index + 1));
  if (row.facts.decided >= round || gathered.some((group) => group === undefined)) return { round };
  const document = await requireTenant(deps.stores, tenant);
  const scope = await scopeOf(deps.stores.processes, tenant, row);
  const answered = scope.groups.filter((_, index) => gathered[index]?.error === undefined);
  const refused = scope.groups.filter((group) => !answered.includes(group)).flat();
  for (const sku of refused) await keepForLater(tenant, job.site, sku, deps);
  const given = await caseOf(row, answered.flat(), document, tenant, deps);
  const limits = releaseLimits(document, job.site);
  const decisions = decide(given, limits);
  await carryOut({ row, tenant, given, limits, decisions, deps });
  return { round };
}

/** A lookup that was refused has its case; its items are looked at again every hour. */
async function keepForLater(tenant: TenantScope, site: string, sku: string, deps: Core): Promise<void> {
  const { backorders } = deps.stores;
  if (await backorders.queued(tenant, site, sku)) return;
  const lines = [{ orderLineId: sku, reason: 'LOOKUP_REFUSED' }];
  await backorders.setQueue(tenant, site, { sku, lines, at: deps.clock() });
}

interface Gathered {
  readonly round: number;
  readonly error?: string;
}

function gatheredOf(row: ReleaseRow, group: number): Gathered | undefined {
  const found = row.facts[gatheredKey(group) as keyof ReleaseFacts] as unknown as Gathered | null | undefined;
  return found?.round === row.facts.round ? found : undefined;
}

async function caseOf(
  row: ReleaseRow,
  skus: readonly string[],
  document: TenantDocument,
  tenant: TenantScope,
  deps: Core,
): Promise<ReleaseCase> {
  const { processes, backorders } = deps.stores;
  const { round, takingsRefused, rulings } = row.facts;
  const answers = async <Answer>(kind: 'demand' | 'orders' | 'stock') =>
    (await processes.facts(tenant, row.processId, lookupPrefix(kind, round))).flatMap(
      ({ body }) => body as readonly Answer[],
    );
  const renewals = await processes.facts(tenant, row.processId, renewalKey(''));
  const causes = await causesOf(processes, tenant, row.processId);
  const rerank = causes.find((cause) => cause.kind === 'rerank');
  return assembleCase(
    {
      site: row.site,
      now: deps.clock(),
      zone: calendarOf(document, row.site).zone,
      skus,
      mayTake: takingsRefused < MOST_REFUSALS,
      renewals: new Map(
        renewals.map(({ key, body }) => [
          key.slice(renewalKey('').length),
          (body as { result: 'renewed' | 'declined' }).result,
        ]),
      ),
      causes: new Map(causes.flatMap(({ skus: of, eventId }) => of.map((sku) => [sku, eventId] as const))),
      rulings: new Map(Object.entries(rulings ?? {})),
      ...(rerank && {
        rerank: { sku: rerank.skus[0] ?? '', orderLineIds: rerank.orderLineIds, by: rerank.by },
      }),
    },
    {
      lines: await answers<DemandLine>('demand'),
      orders: await answers<Order>('orders'),
      stock: await answers<StockRow>('stock'),
    },
    tenant,
    backorders,
  );
}

interface Decided {
  readonly row: ReleaseRow;
  readonly tenant: TenantScope;
  readonly given: ReleaseCase;
  readonly limits: ReleaseLimits;
  readonly decisions: readonly ItemDecision[];
  readonly deps: Core;
}

async function carryOut(decided: Decided): Promise<void> {
  const { row, tenant, given, limits, decisions, deps } = decided;
  const { processes } = deps.stores;
  const { round } = row.facts;
  const change = (facts: Partial<ReleaseFacts> & Readonly<Record<string, unknown>>, what: string) =>
    processes.change(tenant, row.processId, {
      at: given.now,
      facts,
      step: {
        key: `${what}#${round}`,
        name: 'DecideRelease',
        at: given.now,
        detail: { round, items: decisions.length },
        decisions: decisions.map((decision) =>
          recordOf(decision, derivedId(row.processId, what, round, decision.sku), given, limits),
        ),
      },
      search: [
        ...decisions.map(({ sku }) => ({ kind: 'sku' as const, value: sku })),
        ...[...new Set(decisions.flatMap(({ grants }) => grants.map(({ orderId }) => orderId)))].map(
          (value) => ({ kind: 'order' as const, value }),
        ),
      ],
    });

  if (row.mode === 'shadow') {
    await change({ decided: round }, 'shadow');
    return;
  }
  if (row.mode === 'advise') {
    const proposed = decisions.filter(({ grants }) => grants.length > 0).map(({ sku }) => sku);
    await tellWaiting(decided);
    await change({ decided: round, ...asking('proposal', proposed, row) }, 'advise');
    return;
  }
  const settled = decisions.filter(({ contested, takings }) => !contested && takings.length === 0);
  const renew = settled.flatMap((decision) => decision.renew).slice(0, RENEWALS);
  if (renew.length > 0) {
    await change({ renew }, `renew-${renew[0]?.orderId ?? ''}`);
    return;
  }
  const chunks = planChunks(row, settled, decisions, given, limits);
  const summaries: Record<string, ChunkSummary> = {};
  for (const { number, body, summary } of chunks) {
    const standing = await processes.readChunk<ReleaseChunk>(tenant, row.processId, number);
    await processes.writeChunk(tenant, row.processId, number, body, standing?.version ?? 0);
    summaries[summaryKey(number)] = summary;
  }
  await tellWaiting(decided);
  const takings = decisions.filter(({ contested }) => !contested).flatMap((decision) => decision.takings);
  const contested = decisions.filter((decision) => decision.contested).map(({ sku }) => sku);
  const waiting = itemsLeftWaiting(settled, decisions);
  await change(
    {
      decided: round,
      renew: null,
      ...(waiting.length > 0 && { again: waiting }),
      chunks: row.facts.chunks + chunks.length,
      ...summaries,
      ...(takings.length > 0 && { takings }),
      ...asking('contested', contested, row),
    },
    'decide',
  );
}

/** One question at a time: items contested while somebody is being asked are left to the hourly look. */
function asking(step: Review['step'], skus: readonly string[], { facts }: ReleaseRow) {
  if (skus.length === 0 || facts.review) return {};
  return { review: { step, round: facts.round, skus, asked: false } satisfies Review };
}

/** Who waits is kept for the hourly look, and told once; news go first, so a crash in between tells them again under the same ids. */
async function tellWaiting({ row, tenant, given, decisions, deps }: Decided): Promise<void> {
  const { backorders, inventory } = deps.stores;
  for (const decision of decisions) {
    const { sku, left } = decision;
    const known = (await backorders.queued(tenant, row.site, sku))?.lines ?? [];
    const news = waitingEvents(row, decision, known, given);
    for (let start = 0; start < news.length; start += NEWS)
      await inventory.enqueue(tenant, news.slice(start, start + NEWS));
    const lines = left.map(({ line, reason }) => ({ orderLineId: line.orderLineId, reason }));
    await backorders.setQueue(tenant, row.site, { sku, lines, at: given.now });
  }
}

/** Events stored in one write. */
const NEWS = 20;

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideRelease(input, await deps()));
