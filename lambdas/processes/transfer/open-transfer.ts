import * as z from 'zod/mini';
import { TransferRequested } from '../../../events/transfer.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type SearchKey, tenantScope } from '../../store/ports.ts';
import { processFor } from '../../work/job-for.ts';
import { openProcess } from '../../work/process-life.ts';
import type { Request, TransferBody } from './contract.ts';
import { CHUNK, readBody } from './facts.ts';
import { later } from './rules/dates.ts';
import { withMoves } from './rules/lines.ts';

const Input = z.object({
  start: z.object({ job: Job, request: TransferRequested.data }),
  executionArn: z.string(),
});

/** A process that sets no deadline of its own is looked at after this long. */
const FIRST_LOOK_MINUTES = 15;

/** Claims the business key and keeps what is asked for. Raises AlreadyRunning when another execution holds the key. */
export async function openTransfer(
  { start: { job, request }, executionArn }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ job: Job }> {
  const tenant = tenantScope(job.tenantId);
  const at = deps.clock();
  const search: SearchKey[] = [
    { kind: 'business-key', value: request.transferId },
    ...[...new Set(request.lines.map(({ sku }) => sku))].map((value) => ({ kind: 'sku' as const, value })),
    ...[...new Set([request.from, request.to])].map((value) => ({ kind: 'site' as const, value })),
  ];
  await openProcess(deps.stores, tenant, {
    process: processFor(job, executionArn, {
      state: 'REQUESTED',
      at,
      dueAt: later(at, FIRST_LOOK_MINUTES),
      facts: { to: request.to },
    }),
    search,
    step: 'OpenTransfer',
    causationId: job.correlationId,
  });
  const { processes } = deps.stores;
  if (!(await readBody(processes, tenant, job.processId)))
    await processes.writeChunk(tenant, job.processId, CHUNK, firstBody(request), 0);
  return { job };
}

/** The first thing a transfer does is to ask the ERP about its items. */
export function firstBody(request: Request): TransferBody {
  const { from, to, lines } = request;
  const body: TransferBody = {
    request,
    stage: 'TERMS',
    lines: lines.map(({ line, sku, quantity }) => ({
      line,
      sku,
      asked: quantity,
      free: 0,
      reserved: 0,
      approved: 0,
      shipped: {},
      received: {},
      returned: {},
      lost: 0,
      refused: 0,
    })),
    todo: [],
    moves: 0,
    dueOn: '',
    reservation: { standing: false, round: 0 },
    approvers: [],
    approvals: [],
    rounds: { shortage: 0, over: 0 },
    returning: false,
    missed: false,
    documents: {},
  };
  return withMoves(body, {
    kind: 'call',
    system: 'erp',
    operation: 'lookUpTransferTerms',
    direction: 'do',
    site: from,
    input: { from, to, skus: [...new Set(lines.map(({ sku }) => sku))] },
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openTransfer(input, await deps()));
