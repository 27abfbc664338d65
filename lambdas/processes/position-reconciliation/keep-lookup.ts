import * as z from 'zod/mini';
import { type ReconciliationLimits, reconciliationLimits } from '../../domain/reconciliation-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';
import { LookupKind, withAnswer } from './answers.ts';
import { assembleItem, LATEST, latestEffects } from './assemble.ts';
import type { ChunkBody } from './contract.ts';
import { markChunk, publicationOf, requireChunk, runOf, type StandingChunk, saveChunk } from './facts.ts';
import { parkChunk } from './park-chunk.ts';
import { needsDocuments } from './rules/judge.ts';

/** Items whose documents are asked for at once, so that the answer fits what a state machine carries. */
const DOCUMENTS_OF = 5;

/** What a run does next with its chunk; `rest` are SKUs whose documents are still to be asked for. */
const Lookup = z.object({
  kind: z.union([LookupKind, z.enum(['decide', 'plan', 'publish', 'done'])]),
  input: z.unknown(),
  rest: z.array(z.string()),
  /** Tells the calls of one run from those of another. */
  run: z.string(),
});
export type Lookup = z.infer<typeof Lookup>;

const Input = z.object({
  job: Job,
  chunk: z.int(),
  /** Absent at the start; with its answer, or with the failure that kept it away. */
  lookup: z.optional(Lookup),
  answer: z.optional(z.unknown()),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
  system: z.optional(z.nullable(z.string())),
});

/**
 * Begins a run over a chunk where the last one left it, keeps one answer of a system, and names what is next. A system that
 * is away parks the chunk, and everything is asked again when it is back; one that refuses ends it.
 */
export async function keepLookup(input: z.infer<typeof Input>, deps: Core): Promise<Lookup> {
  const { job, chunk, lookup, answer, failure, system } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const standing = await requireChunk(processes, tenant, job.processId, chunk);
  const { body, version } = standing;
  if (!lookup) return begin(job, tenant, chunk, standing, deps);
  if (failure) {
    await parkChunk(job, chunk, standing, { failure, system, status: 'refused' }, deps);
    return next('done', body);
  }
  const kind = LookupKind.parse(lookup.kind);
  const answers = withAnswer(body.answers, kind, answer);
  const told: ChunkBody = { ...body, answers };
  await saveChunk(processes, tenant, job.processId, chunk, told, version);
  return afterAnswer(job, tenant, lookup, told, deps);
}

async function begin(
  job: Job,
  tenant: TenantScope,
  chunk: number,
  standing: StandingChunk,
  deps: Core,
): Promise<Lookup> {
  const { processes, inventory } = deps.stores;
  const { body, version } = standing;
  const isDue = body.status === 'published' && (body.recheckAt ?? '') <= deps.clock();
  if (body.status === 'decided') return next('plan', body);
  if (body.status === 'planned') return next('publish', body, publicationOf(body));
  if (body.status !== 'listed' && body.status !== 'gathering' && !isDue) {
    await markChunk(processes, tenant, job.processId, chunk, standing);
    return next('done', body);
  }
  const skus = isDue ? body.plan.map(({ sku }) => sku) : body.skus;
  const positions = await Promise.all(skus.map((sku) => inventory.position(tenant, job.site, sku)));
  const { recheckAt: _, waitsFor: __, retryAt: ___, ...rest } = body;
  const begun: ChunkBody = {
    ...rest,
    skus,
    status: 'gathering',
    ...(isDue ? { round: body.round + 1, attempt: 1 } : { attempt: body.attempt + 1 }),
    answers: {},
    versions: Object.fromEntries(positions.map(({ sku, version: moved }) => [sku, moved])),
    drifts: [],
    plan: [],
  };
  await saveChunk(processes, tenant, job.processId, chunk, begun, version);
  return next('stock', begun, { skus });
}

/** The order of the questions, then the documents of items whose book differs, a few at a time. */
async function afterAnswer(
  job: Job,
  tenant: TenantScope,
  { kind, rest }: Lookup,
  body: ChunkBody,
  deps: Core,
): Promise<Lookup> {
  const { skus } = body;
  if (kind === 'stock') return next('book', body, { skus });
  if (kind === 'book') return next('items', body, { poIds: [], skus });
  if (kind === 'items') return next('listings', body, { skus });
  const limits = reconciliationLimits(await requireTenant(deps.stores, tenant), job.site);
  const now = deps.clock();
  const left = kind === 'listings' ? await booksToExplain(job, tenant, body, limits, now, deps) : rest;
  if (left.length === 0) return next('decide', body);
  const items = await Promise.all(
    left.slice(0, DOCUMENTS_OF).map(async (sku) => {
      const effects = await latestEffects(deps.stores.inventory, tenant, job.site, sku, limits, now);
      return { sku, effectKeys: effects.map(({ effectKey }) => effectKey) };
    }),
  );
  return next('documents', body, { items, latest: LATEST }, left.slice(DOCUMENTS_OF));
}

async function booksToExplain(
  job: Job,
  tenant: TenantScope,
  body: ChunkBody,
  limits: ReconciliationLimits,
  now: string,
  { stores }: Core,
): Promise<string[]> {
  const items = await Promise.all(
    body.skus.map((sku) => assembleItem(stores, tenant, job.site, sku, body, now)),
  );
  return items.filter((item) => needsDocuments(item, limits)).map(({ sku }) => sku);
}

function next(kind: Lookup['kind'], body: ChunkBody, input: unknown = null, rest: string[] = []): Lookup {
  return { kind, input, rest, run: runOf(body, rest.length) };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => keepLookup(input, await deps()));
