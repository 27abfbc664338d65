import * as z from 'zod/mini';
import type { ReceivingAdviceIssued } from '../../../events/inbound.ts';
import type { InputOf } from '../../adapters/contract.ts';
import type { wms } from '../../adapters/wms/port.ts';
import { ReversalBlocked } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import type { ChunkBody } from './contract.ts';
import { requireProcess } from './facts.ts';
import { reversalOf } from './reversal.ts';
import { adviceLines } from './rules/advice.ts';

const Input = z.object({ job: Job, chunk: z.int() });

interface Inverse {
  /** Names the original call: its idempotency key with the direction `undo`. */
  readonly line: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Inverses of everything a chunk confirmed, the last plan first. */
export interface Reversal {
  readonly reason: string;
  readonly claims: readonly Inverse[];
  readonly accruals: readonly Inverse[];
  /** Goods that came in are still in the building: the WMS puts them on hold. */
  readonly stock?: InputOf<typeof wms.changeStockStatus>;
  readonly goodsReceipts: readonly Inverse[];
  /** With the order line, whose supplier hears what it holds again. */
  readonly orderChanges: readonly (Inverse & { readonly poId: string; readonly poLine: number })[];
  /** Replaces the advice that was sent: everything is on hold now. */
  readonly advice?: z.infer<typeof ReceivingAdviceIssued.data>;
}

/**
 * Names what has to be taken back. When stock of the chunk is not where it was posted any more, because somebody
 * allocated, picked or moved it, nothing of the chunk is taken back and a person gets a case (rule 5.1).
 */
export async function planReversal({ job, chunk }: z.infer<typeof Input>, deps: Core): Promise<Reversal> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const stored = await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk);
  const lines = stored?.body.lines ?? [];
  const reason = 'REVERSAL';
  const { blocked, movements } = await reversalOf(lines, job, deps);
  if (blocked.length > 0) {
    const where = blocked
      .map(({ sku, bucket, needed, present }) => `${sku}: ${needed} needed in ${bucket}, ${present} there`)
      .join('; ');
    await openCase(deps, tenant, {
      class: 'REVERSAL_BLOCKED',
      site: job.site,
      processId: job.processId,
      subject: `chunk-${chunk}`,
      summary:
        `Stock of the receipt is not where it was posted any more, so it was not taken back. ${where}`.slice(
          0,
          500,
        ),
      links: [],
    });
    throw new ReversalBlocked(where);
  }
  const confirmed = (stored?.body.confirmed ?? []).toReversed();
  const inverses = (id: 'claimId' | 'accrualId', field: string): Inverse[] =>
    confirmed.flatMap(({ planId, documents }) => {
      const value = documents[id];
      return value ? [{ line: planId, input: { [field]: value, reason } }] : [];
    });
  return {
    reason,
    claims: inverses('claimId', 'claimId'),
    accruals: inverses('accrualId', 'accrualId'),
    ...(movements.length > 0 && {
      stock: {
        reference: `${job.processId}/reversal-${chunk}`,
        reason,
        lines: movements.map(({ effectKey, sku, quantity, from, to, lot }) => ({
          effectKey,
          sku,
          quantity,
          from,
          to,
          ...(lot !== undefined && { lot }),
        })),
      },
    }),
    goodsReceipts: confirmed.flatMap(({ planId, documents: { goodsReceiptId, receiptCorrectionId } }) => [
      ...(goodsReceiptId ? [{ line: planId, input: { documentId: goodsReceiptId, reason } }] : []),
      ...(receiptCorrectionId
        ? [{ line: `${planId}-correction`, input: { documentId: receiptCorrectionId, reason } }]
        : []),
    ]),
    orderChanges: confirmed.flatMap(({ documents }) =>
      (documents.orderChanges ?? [])
        .toReversed()
        .map(({ id, changeId, poId, poLine }) => ({ line: id, input: { changeId }, poId, poLine })),
    ),
    ...(stored?.body.advice?.sent !== undefined && {
      advice: {
        adviceId: `${job.processId}/advice-${chunk}-reversed`,
        replaces: stored.body.advice.sent,
        ...(row.facts.asnId !== undefined && { asnId: row.facts.asnId }),
        supplierId: row.facts.supplierId,
        lines: lines
          .flatMap((line) => adviceLines(line))
          .map((line) => (line.condition === '07' ? { ...line, condition: '09' as const } : line)),
      },
    }),
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => planReversal(input, await deps()));
