import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import type { ChunkBody } from './contract.ts';
import { requestedOf, requireReconciliation } from './facts.ts';

const Input = z.object({ job: Job });

/** SKUs the systems are asked about at once: an answer must pass through the state machine, which carries 256 KB. */
export const CHUNK = 50;
/** Chunks listed by one call: a large site takes several. */
export const CHUNKS_AT_ONCE = 40;

/** Cuts the SKUs to look at into chunks, those asked for or all of the site, and goes on where the last call stopped. */
export async function listItems({ job }: z.infer<typeof Input>, deps: Core): Promise<{ chunks: number }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const { facts } = await requireReconciliation(processes, tenant, job.processId);
  let { chunks, cursor } = facts;
  const requested = await requestedOf(processes, tenant, job.processId);
  for (let listed = 0; cursor !== null && listed < CHUNKS_AT_ONCE; listed++) {
    const page: Listed = requested
      ? requestedPage(requested, chunks)
      : await sitePage(tenant, job.site, cursor, deps);
    if (page.skus.length > 0) {
      chunks += 1;
      await list(tenant, job.processId, chunks, page.skus, deps);
    }
    cursor = page.cursor ?? null;
  }
  await processes.change(tenant, job.processId, {
    at: deps.clock(),
    state: 'COMPARING',
    facts: { chunks, cursor },
  });
  return { chunks };
}

interface Listed {
  readonly skus: readonly string[];
  readonly cursor?: string | undefined;
}

function requestedPage(requested: readonly string[], chunks: number): Listed {
  const skus = [...new Set(requested)].sort();
  const from = chunks * CHUNK;
  const isLast = from + CHUNK >= skus.length;
  return { skus: skus.slice(from, from + CHUNK), cursor: isLast ? undefined : String(from + CHUNK) };
}

async function sitePage(tenant: TenantScope, site: string, cursor: string, deps: Core): Promise<Listed> {
  const page = { limit: CHUNK, ...(cursor !== '' && { cursor }) };
  const { rows, cursor: next } = await deps.stores.inventory.positions(tenant, site, page);
  return { skus: rows.map(({ sku }) => sku), cursor: next };
}

/** A chunk that stands was listed by a call that died before it could say so. */
async function list(
  tenant: TenantScope,
  processId: string,
  chunk: number,
  skus: readonly string[],
  { stores: { processes } }: Core,
): Promise<void> {
  if (await processes.readChunk(tenant, processId, chunk)) return;
  const body: ChunkBody = {
    skus,
    status: 'listed',
    round: 1,
    attempt: 0,
    answers: {},
    versions: {},
    drifts: [],
    plan: [],
    tally: { compared: 0, drifts: {}, healed: 0 },
  };
  await processes.writeChunk(tenant, processId, chunk, body, 0);
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => listItems(input, await deps()));
