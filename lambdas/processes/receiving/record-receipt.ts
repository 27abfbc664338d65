import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptRecorded } from '../../../events/inbound.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { type Runtime, runtime } from '../../shared/runtime.ts';
import { type ProcessRow, tenantScope, type TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { processIdOf } from '../../work/process-id.ts';
import { signalProcess } from '../../work/signal.ts';
import type { ReceiptFact, ReceivingFacts } from './contract.ts';
import { arrivalFactKey, cutoverLevel, receiptFactKey } from './facts.ts';
import { matchReceipt, type NoticeIndexEntry } from './rules/match.ts';

type Recorded = Envelope<typeof ReceiptRecorded.data._zod.output>;

/**
 * The dock counted goods: every line finds its announced line, becomes a fact of its chunk, and the process wakes. A
 * receipt whose notice is not there yet is kept; its process waits a grace for the notice.
 */
export async function recordReceipt(event: Recorded, deps: Runtime): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { receiptId, asnId, supplierId } = event.data;
  const businessKey = `${supplierId}/${asnId ?? `receipt-${receiptId}`}`;
  const processId = processIdOf('receiving', businessKey);

  let row = await deps.stores.processes.get(tenant, processId);
  if (!hasNotice(row)) {
    const arrival: ReceiptFact = { ...briefOf(event), lines: event.data.lines.map((receipt) => ({ receipt })) };
    await deps.stores.processes.putFact(tenant, processId, { key: arrivalFactKey(receiptId), sequence: event.sequence, body: arrival });
    // The notice may have come between the look and the write; then this receipt is ours to match.
    row = await deps.stores.processes.get(tenant, processId);
    if (!hasNotice(row)) {
      const mode = cutoverLevel(await deps.stores.tenants.current(tenant), 'receiving', event.site);
      const job = { tenantId: event.tenantid, site: event.site, processId, correlationId: event.correlationid, mode };
      await deps.startProcess({ tenantId: job.tenantId, process: 'receiving', businessKey, generation: 1, input: { job } });
      return;
    }
  }
  await assignReceipt(tenant, row, event.sequence, briefOf(event), event.data.lines.map((receipt) => ({ receipt })), deps);
  // Looked at after the wake: a process that ended before it does not hear it.
  const after = await deps.stores.processes.get(tenant, processId);
  if (after?.closedAt) {
    await openCase(deps, tenant, {
      class: 'LATE_RECEIPT', site: event.site, processId, subject: receiptId,
      summary: `Receipt ${receiptId} counts goods for ${businessKey}, which is ${after.state} already; the goods are not posted.`,
      links: [{ kind: 'event', id: event.id }],
    });
  }
}

type Noticed = ProcessRow & { readonly facts: ReceivingFacts };

function hasNotice(row: ProcessRow | undefined): row is Noticed {
  return row !== undefined && (row.facts as unknown as ReceivingFacts).noticeKey !== undefined;
}

function briefOf({ data, time }: Recorded): Omit<ReceiptFact, 'lines'> {
  return { receiptId: data.receiptId, countedBy: data.countedBy, arrivedAt: data.arrivedAt, recordedAt: time, final: data.final };
}

/**
 * Writes a receipt as one fact per chunk it touches and wakes the process for those chunks. The final receipt touches
 * every chunk, because what was not counted is missing now.
 */
export async function assignReceipt(
  tenant: TenantScope, row: Noticed, sequence: number, receipt: Omit<ReceiptFact, 'lines'>, lines: ReceiptFact['lines'],
  deps: Pick<Runtime, 'stores' | 'documents' | 'completeWait' | 'clock'>,
): Promise<void> {
  const matched = matchReceipt(await noticeIndex(row.facts, deps), lines.map((line) => line.receipt));
  const chunks = new Set(matched.map((line) => line.chunk));
  if (receipt.final) for (const { chunk } of row.facts.chunks) chunks.add(chunk);
  for (const chunk of chunks) {
    const body: ReceiptFact = { ...receipt, lines: matched.filter((line) => line.chunk === chunk) };
    await deps.stores.processes.putFact(tenant, row.processId, { key: receiptFactKey(chunk, receipt.receiptId), sequence, body });
  }
  await signalProcess(deps, tenant, row.processId, [...chunks].map((chunk) => `${chunk}:receipt/${receipt.receiptId}@${sequence}`));
}

async function noticeIndex(facts: ReceivingFacts, deps: Pick<Runtime, 'documents'>): Promise<readonly NoticeIndexEntry[]> {
  const bytes = facts.indexKey ? await deps.documents.get(facts.indexKey) : undefined;
  return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as NoticeIndexEntry[]) : [];
}

export const handler = queueHandler(async (body) => {
  const deps = await runtime();
  const event = await contractOrQuarantine(body, ReceiptRecorded, deps);
  if (event) await recordReceipt(event, deps);
});
