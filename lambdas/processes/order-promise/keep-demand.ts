import * as z from 'zod/mini';
import { oms } from '../../adapters/oms/port.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { demandKey } from './facts.ts';

/** Lines asked for at once: an answer must pass through the state machine, which carries 256 KB. */
export const DEMAND_PAGE = 200;

const Source = z.object({
  site: z.string(),
  job: Job,
  skus: z.array(z.string()),
  requests: z.array(z.unknown()),
  page: z.optional(z.int()),
  /** The answer to the page asked for before; absent at the start. */
  answer: z.optional(oms.lookUpDemand.output),
});
const Input = z.object({ job: Job, look: z.int(), source: Source });

/** A site to be asked, with the next page of its demand in `demand`; without one all of it is kept. */
export interface DemandSource extends Omit<z.infer<typeof Source>, 'answer'> {
  readonly page: number;
  readonly more: boolean;
  readonly demand?: z.infer<typeof oms.lookUpDemand.input>;
}

/** Keeps a page of the demand for an order's items, and asks for the next one. */
export async function keepDemand(
  { job, look, source }: z.infer<typeof Input>,
  deps: Core,
): Promise<DemandSource> {
  const { answer, page = 0, ...rest } = source;
  const { site, skus } = source;
  if (answer)
    await deps.stores.processes.putFact(tenantScope(job.tenantId), job.processId, {
      key: demandKey(site, page),
      sequence: look,
      body: answer.lines,
    });
  if (answer && answer.next === undefined) return { ...rest, page, more: false };
  const after = answer?.next;
  return {
    ...rest,
    page: page + 1,
    more: true,
    demand: { skus, limit: DEMAND_PAGE, ...(after === undefined ? {} : { after }) },
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => keepDemand(input, await deps()));
