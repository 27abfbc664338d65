import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptRecorded } from '../../../events/inbound.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type ProcessRow, tenantScope } from '../../store/ports.ts';
import { signalProcess } from '../../work/signal.ts';
import { assignReceipt, type NoticedProcess } from './assign-receipt.ts';
import type { ReceiptFact, ReceivingFacts } from './contract.ts';
import { arrivalFactKey } from './facts.ts';
import { newestGeneration, receiptKeyOf, startGeneration } from './generations.ts';
import { openLateReceiptCase } from './late-receipt.ts';

type Recorded = Envelope<typeof ReceiptRecorded.data._zod.output>;

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof bus> & ReturnType<typeof machines>;

/**
 * The dock counted goods: every line finds its announced line, becomes a fact of its chunk, and the process wakes. A
 * receipt whose notice is not there or not checked yet is kept until it is; without one its process waits a grace for it.
 * One whose notice was refused or withdrawn is kept with a case until the notice is sent again.
 */
export async function recordReceipt(event: Recorded, deps: Deps): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { receiptId } = event.data;
  const newest = await newestGeneration(deps.stores.processes, tenant, receiptKeyOf(event.data));
  const { processId } = newest;

  const arrival: ReceiptFact = {
    ...briefOf(event),
    lines: event.data.lines.map((receipt) => ({ receipt })),
  };
  const fact = { key: arrivalFactKey(receiptId), sequence: event.sequence, body: arrival };

  let { row } = newest;
  if (!row && newest.previous) {
    await deps.stores.processes.putFact(tenant, newest.previous.processId, fact);
    // Unless the notice is sent again just now, the goods wait with the notice that was refused or withdrawn.
    const isSentAgain = (await deps.stores.processes.facts(tenant, processId, 'notice#')).length > 0;
    if (!isSentAgain) return openLateReceiptCase(deps, tenant, newest.previous, receiptId);
  }
  if (!isAccepted(row)) {
    await deps.stores.processes.putFact(tenant, processId, fact);
    // The verdict may have come between the look and the write; then this receipt is ours to match, else the verdict's.
    row = await deps.stores.processes.get(tenant, processId);
    if (!row) return startGeneration(newest, event, deps);
  }
  if (isAccepted(row)) await assignReceipt(tenant, row, event.sequence, briefOf(event), arrival.lines, deps);
  else if (row.facts.noticeKey !== undefined)
    await signalProcess(deps, tenant, processId, [`arrival/${receiptId}`]);
  // Looked at after the wake: a process that ended before it does not hear it.
  const after = await deps.stores.processes.get(tenant, processId);
  if (after?.closedAt) await openLateReceiptCase(deps, tenant, after, receiptId);
}

/** Its lines are known: each with what it announces in base units. */
function isAccepted(row: ProcessRow | undefined): row is NoticedProcess {
  return (row?.facts as ReceivingFacts | undefined)?.verdict === 'accepted';
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
