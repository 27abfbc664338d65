import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptRecorded } from '../../../events/inbound.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type ProcessRow, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { processIdOf } from '../../work/process-id.ts';
import { assignReceipt, type NoticedProcess } from './assign-receipt.ts';
import type { ReceiptFact, ReceivingFacts } from './contract.ts';
import { arrivalFactKey, cutoverLevel } from './facts.ts';

type Recorded = Envelope<typeof ReceiptRecorded.data._zod.output>;

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof bus> & ReturnType<typeof machines>;

/**
 * The dock counted goods: every line finds its announced line, becomes a fact of its chunk, and the process wakes. A
 * receipt whose notice is not there yet is kept; its process waits a grace for the notice.
 */
export async function recordReceipt(event: Recorded, deps: Deps): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { receiptId, asnId, supplierId } = event.data;
  const businessKey = `${supplierId}/${asnId ?? `receipt-${receiptId}`}`;
  const processId = processIdOf('receiving', businessKey);

  let row = await deps.stores.processes.get(tenant, processId);
  if (!hasNotice(row)) {
    const arrival: ReceiptFact = {
      ...briefOf(event),
      lines: event.data.lines.map((receipt) => ({ receipt })),
    };
    await deps.stores.processes.putFact(tenant, processId, {
      key: arrivalFactKey(receiptId),
      sequence: event.sequence,
      body: arrival,
    });
    // The notice may have come between the look and the write; then this receipt is ours to match.
    row = await deps.stores.processes.get(tenant, processId);
    if (!hasNotice(row)) {
      const mode = cutoverLevel(await deps.stores.tenants.current(tenant), 'receiving', event.site);
      const job = {
        tenantId: event.tenantid,
        site: event.site,
        processId,
        correlationId: event.correlationid,
        mode,
      };
      await deps.startProcess({
        tenantId: job.tenantId,
        process: 'receiving',
        businessKey,
        generation: 1,
        input: { job },
      });
      return;
    }
  }
  await assignReceipt(
    tenant,
    row,
    event.sequence,
    briefOf(event),
    event.data.lines.map((receipt) => ({ receipt })),
    deps,
  );
  // Looked at after the wake: a process that ended before it does not hear it.
  const after = await deps.stores.processes.get(tenant, processId);
  if (after?.closedAt) {
    await openCase(deps, tenant, {
      class: 'LATE_RECEIPT',
      site: event.site,
      processId,
      subject: receiptId,
      summary: `Receipt ${receiptId} counts goods for ${businessKey}, which is ${after.state} already; the goods are not posted.`,
      links: [{ kind: 'event', id: event.id }],
    });
  }
}

function hasNotice(row: ProcessRow | undefined): row is NoticedProcess {
  return row !== undefined && (row.facts as unknown as ReceivingFacts).noticeKey !== undefined;
}

function briefOf({ data, time }: Recorded): Omit<ReceiptFact, 'lines'> {
  return {
    receiptId: data.receiptId,
    countedBy: data.countedBy,
    arrivedAt: data.arrivedAt,
    recordedAt: time,
    final: data.final,
  };
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, ReceiptRecorded, parts);
  if (event) await recordReceipt(event, parts);
});
