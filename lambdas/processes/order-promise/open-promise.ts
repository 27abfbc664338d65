import * as z from 'zod/mini';
import { ReviewReason } from '../../../events/promise.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type SearchKey, type TenantScope, tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import type { PromiseBody, PromiseFacts, SupplyChunk } from './contract.ts';
import { generationOf, processIdOfOrder, readOrder } from './facts.ts';

const Input = z.object({
  start: z.object({
    job: Job,
    /** An order to look at; or items whose orders are to be found. */
    orderId: z.optional(z.string()),
    skus: z.optional(z.array(z.string())),
    reason: z.optional(ReviewReason),
  }),
  executionArn: z.string(),
});
type Start = z.infer<typeof Input>['start'];

/** Items whose demand is looked up together. */
const ITEMS = 20;
/** A process that sets no deadline of its own is looked at after this long. */
const FIRST_LOOK_MINUTES = 15;

/** Claims the business key and lays out its chunks. Raises AlreadyRunning when another execution holds it. */
export async function openPromise(
  { start, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job; chunks: readonly number[] }> {
  const { job } = start;
  const tenant = tenantScope(job.tenantId);
  const { businessKey, generation } = generationOf(job.processId);
  const bodies = await bodiesOf(start, tenant, generation, deps);
  const chunks = bodies.map((_, index) => index + 1);
  const now = deps.clock();
  const facts: PromiseFacts = {
    chunks: chunks.length,
    ...(start.orderId === undefined ? {} : { orderId: start.orderId }),
    ...(start.reason === undefined ? {} : { reason: start.reason }),
  };
  const process = processFor(job, executionArn, {
    state: start.orderId === undefined ? 'FINDING_ORDERS' : 'REVIEWING',
    generation,
    at: now,
    dueAt: new Date(Date.parse(now) + FIRST_LOOK_MINUTES * 60_000).toISOString(),
    facts,
  });
  const search: SearchKey[] = [
    { kind: 'business-key', value: businessKey },
    ...(start.orderId === undefined ? [] : [{ kind: 'order' as const, value: start.orderId }]),
  ];
  await openProcess(deps.stores, tenant, {
    process,
    search,
    step: 'OpenPromise',
    causationId: job.correlationId,
  });
  for (const [index, body] of bodies.entries())
    if (!(await deps.stores.processes.readChunk(tenant, job.processId, index + 1)))
      await deps.stores.processes.writeChunk(tenant, job.processId, index + 1, body, 0);
  return { job, chunks };
}

async function bodiesOf(
  { orderId, skus = [] }: Start,
  tenant: TenantScope,
  generation: number,
  deps: Core,
): Promise<readonly (PromiseBody | SupplyChunk)[]> {
  if (orderId === undefined) return partsOf(skus).map((part) => ({ skus: part }));
  const previous =
    generation === 1
      ? undefined
      : await readOrder(deps.stores.processes, tenant, processIdOfOrder(orderId, generation - 1));
  return [inherited(orderId, previous?.body)];
}

/** What an order's last process knew of its customer and lines goes on; its reviews and plans are its own. */
function inherited(orderId: string, previous: PromiseBody | undefined): PromiseBody {
  const fresh = { digest: '', reviews: 0, reviewed: [] };
  if (!previous) return { orderId, lines: [], messages: [], heard: [], ...fresh };
  const { plan: _, next: __, ...known } = previous;
  return { ...known, ...fresh };
}

function partsOf(skus: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(skus.length / ITEMS) }, (_, part) =>
    skus.slice(part * ITEMS, (part + 1) * ITEMS),
  );
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openPromise(input, await deps()));
