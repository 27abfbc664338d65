import * as z from 'zod/mini';
import { availabilityToShow } from '../../domain/availability.ts';
import { type ReconciliationLimits, reconciliationLimits } from '../../domain/reconciliation-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { frozenStock } from '../../work/frozen-stock.ts';
import { requireTenant } from '../../work/process-row.ts';
import { CHANNEL, type ChunkBody, type Drift, type PublishedLine } from './contract.ts';
import { reportDrift } from './drift-cases.ts';
import { publicationOf, requireChunk, requireReconciliation, runOf, saveChunk } from './facts.ts';

/** What to tell the channel, and what tells the calls of this run from those of another. */
interface Planned {
  readonly publication: ReturnType<typeof publicationOf> | null;
  readonly run: string;
}

const Input = z.object({ job: Job, chunk: z.int() });

/**
 * What follows from the differences of a chunk: a channel that lags is told again, as often as it may be, and everything
 * else is somebody's case. What the channel is told is stored before it is told.
 */
export async function planChunk({ job, chunk }: z.infer<typeof Input>, deps: Core): Promise<Planned> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const { body, version } = await requireChunk(processes, tenant, job.processId, chunk);
  if (body.status !== 'decided') return answer(body);
  const row = await requireReconciliation(processes, tenant, job.processId);
  const limits = reconciliationLimits(await requireTenant(deps.stores, tenant), job.site);
  const plan: PublishedLine[] = [];
  const drifts: Drift[] = [];
  for (const drift of body.drifts) {
    const unhealed =
      drift.class === 'PUBLISH_LAG' ? await claim(job, tenant, drift, body, limits, deps) : undefined;
    const judged: Drift = unhealed ? { ...drift, unhealed } : drift;
    drifts.push(judged);
    if (drift.class === 'PUBLISH_LAG' && !unhealed) plan.push(await lineOf(job, tenant, drift, deps));
    else if (job.mode !== 'shadow') await reportDrift(row, judged, deps);
  }
  const planned: ChunkBody = { ...body, drifts, plan, status: plan.length > 0 ? 'planned' : 'done' };
  await saveChunk(processes, tenant, job.processId, chunk, planned, version);
  return answer(planned);
}

function answer(body: ChunkBody): Planned {
  const publication = body.status === 'planned' ? publicationOf(body) : null;
  return { publication, run: runOf(body) };
}

/** Takes one of the times a channel may be told again by itself; a run that is repeated takes the one it took. */
async function claim(
  job: Job,
  tenant: TenantScope,
  { sku }: Drift,
  { round }: ChunkBody,
  { healings, healingWindowMinutes }: ReconciliationLimits,
  deps: Core,
): Promise<Drift['unhealed']> {
  if (job.mode !== 'act') return 'level';
  const at = deps.clock();
  // A healing of exactly so long ago still counts: at the limit is inside.
  const since = new Date(Date.parse(at) - healingWindowMinutes.value * 60_000).toISOString();
  const { remembered } = await deps.stores.occurrences.remember(
    tenant,
    ['healing', job.site, sku, CHANNEL],
    { id: `${job.processId}#${round}`, at },
    { since, most: healings.value },
  );
  return remembered ? undefined : 'limit';
}

/** The number of now, not of when the systems were asked, and no more than counts that are open say is there. */
async function lineOf(
  job: Job,
  tenant: TenantScope,
  { sku, published = 0 }: Drift,
  { stores }: Core,
): Promise<PublishedLine> {
  const position = await stores.inventory.position(tenant, job.site, sku);
  const frozen = await frozenStock(stores, tenant, job.site, sku);
  return { sku, quantity: availabilityToShow(position.free, frozen), previous: published };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => planChunk(input, await deps()));
