import * as z from 'zod/mini';
import { PromiseReviewRequested } from '../../../events/promise.ts';
import { oms } from '../../adapters/oms/port.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import { requirePromise } from './facts.ts';
import { DEMAND_PAGE } from './keep-demand.ts';

const Input = z.object({
  job: Job,
  chunk: z.int(),
  skus: z.array(z.string()),
  page: z.int(),
  /** The answer to the page asked for before; `null` at the start. */
  answer: z.nullable(oms.lookUpDemand.output),
});

/** Orders in one event. */
const ORDERS = 100;

/** The next page to ask for; without `demand` all orders are named. */
interface NextPage {
  readonly page: number;
  readonly more: boolean;
  readonly demand?: z.infer<typeof oms.lookUpDemand.input>;
}

/** Names the orders of a page of demand on the bus, a hundred an event, and asks for the next page. */
export async function requestReviews(
  { job, chunk, skus, page, answer }: z.infer<typeof Input>,
  deps: Core,
): Promise<NextPage> {
  const tenant = tenantScope(job.tenantId);
  if (answer) {
    const row = await requirePromise(deps.stores.processes, tenant, job.processId);
    const orderIds = [...new Set(answer.lines.map(({ orderId }) => orderId))].sort();
    const parts = Array.from({ length: Math.ceil(orderIds.length / ORDERS) }, (_, part) =>
      orderIds.slice(part * ORDERS, (part + 1) * ORDERS),
    );
    const now = deps.clock();
    const events = parts.map((part, index) =>
      makeEvent(PromiseReviewRequested, {
        about: row,
        sequence: page,
        causationId: row.businessKey,
        now,
        // By what it names: a page that is asked for again may answer other orders.
        newId: () => derivedId(job.tenantId, job.processId, chunk, page, index, ...part),
        data: { orderIds: part, skus: [], reason: row.facts.reason ?? 'REQUESTED' },
      }),
    );
    if (events.length > 0) await deps.stores.inventory.enqueue(tenant, events);
  }
  if (answer && answer.next === undefined) return { page, more: false };
  const after = answer?.next;
  return {
    page: page + 1,
    more: true,
    demand: { skus, limit: DEMAND_PAGE, ...(after === undefined ? {} : { after }) },
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => requestReviews(input, await deps()));
