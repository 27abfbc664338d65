import * as z from 'zod/mini';
import { erp } from '../../adapters/erp/port.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { emptyChunk, withReceipts } from './chunks.ts';
import type { ChunkBody } from './contract.ts';
import { calendarOf, receiptFactPrefix, requireProcess, requireTenant } from './facts.ts';
import { placeArrival } from './rules/checks.ts';

const Input = z.object({ job: Job, chunk: z.int(), master: erp.findOpenOrders.output });

/** Gives goods nobody announced what the ERP knows of them: the item, its limits, and the order they may belong to. */
export async function placeUnannounced(
  { job, chunk, master }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ placed: number }> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireProcess(processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const stored = await processes.readChunk<ChunkBody>(tenant, job.processId, chunk);
  const facts = await processes.facts(tenant, job.processId, receiptFactPrefix(chunk));
  const body = withReceipts(stored?.body ?? emptyChunk(chunk, []), facts);
  const context = {
    processId: job.processId,
    supplierId: row.facts.supplierId,
    site: job.site,
    zone: calendarOf(document, job.site).zone,
    now: deps.clock(),
    dueAt: row.facts.noticeDueAt,
    master,
    settings: document.receiving,
    tolerances: document.tolerances,
    strictCheckDigits: false,
  };
  const lines = body.lines.map((line) =>
    line.limits ? line : { ...placeArrival(line, context), counts: line.counts },
  );
  await processes.writeChunk(tenant, job.processId, chunk, { ...body, lines }, stored?.version ?? 0);
  return { placed: lines.length };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => placeUnannounced(input, await deps()));
