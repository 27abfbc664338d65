import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, documents, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { readNoticeChunk } from './notice-chunk.ts';
import { NoticeBrief } from './opening.ts';

type Deps = Core & ReturnType<typeof documents>;

const Input = z.object({
  job: Job,
  chunk: z.object({ chunk: z.int(), key: z.string() }),
  notice: NoticeBrief,
});

/** Names what the ERP must be asked about the lines of one chunk. */
export async function readNoticeLines(
  { chunk, notice }: z.infer<typeof Input>,
  deps: Pick<Deps, 'documents'>,
) {
  const { lines, arrivals } = await readNoticeChunk(deps.documents, chunk.key);
  if (arrivals) {
    const skus = [...new Set(arrivals.map((line) => line.sku))];
    return { operation: 'findOpenOrders', input: { supplierId: notice.supplierId, skus } };
  }
  return {
    operation: 'lookUpOrders',
    input: {
      poIds: [...new Set(lines.map((line) => line.poId))],
      skus: [...new Set(lines.map((line) => line.sku))],
    },
  };
}

const deps = runtimeWith(documents);

export const handler = taskHandler(Input, async (input) => readNoticeLines(input, await deps()));
