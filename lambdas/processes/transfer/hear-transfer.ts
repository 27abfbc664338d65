import type { Envelope } from '../../../events/envelope.ts';
import { TransferScanned, TransferWithdrawn } from '../../../events/transfer.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { signalProcess } from '../../work/signal.ts';
import type { Scan } from './contract.ts';
import { CHUNK, processIdOfTransfer, scanKey, WITHDRAWN } from './facts.ts';

type Dependencies = Core & ReturnType<typeof machines>;

/** A warehouse scanned goods of a transfer, or nobody wants it anymore: kept with the transfer, which looks at it. */
export async function hearTransfer(event: Envelope<unknown>, deps: Dependencies): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  if (event.type === TransferWithdrawn.type) {
    const { transferId } = TransferWithdrawn.event.parse(event).data;
    const processId = processIdOfTransfer(transferId);
    await deps.stores.processes.putFact(tenant, processId, { key: WITHDRAWN, sequence: 1, body: {} });
    await signalProcess(deps, tenant, processId, [`${CHUNK}:withdrawn`]);
    return;
  }
  const { transferId, ...scan } = TransferScanned.event.parse(event).data;
  await keepScan(deps, tenant, event.site, processIdOfTransfer(transferId), scan);
}

async function keepScan(
  deps: Dependencies,
  tenant: TenantScope,
  site: string,
  processId: string,
  scan: Scan,
): Promise<void> {
  const { processes } = deps.stores;
  const row = await processes.get(tenant, processId);
  const known = await processes.facts(tenant, processId, scanKey(scan.scanId));
  if (row?.closedAt !== undefined && known.length === 0) {
    await openCase(deps, tenant, {
      class: 'LATE_TRANSFER_SCAN',
      site,
      processId,
      subject: scan.scanId,
      summary: `Scan ${scan.scanId} (${scan.leg}) came when ${processId} had ended as ${row.outcome}: nothing was posted for it.`,
      links: [],
    });
    return;
  }
  await processes.putFact(tenant, processId, { key: scanKey(scan.scanId), sequence: 1, body: scan });
  // Picking changes what people see and nothing else, so it wakes nobody.
  if (scan.leg !== 'PICKED') await signalProcess(deps, tenant, processId, [`${CHUNK}:scan/${scan.scanId}`]);
  else if (row?.state === 'APPROVED')
    await processes.change(tenant, processId, { at: deps.clock(), state: 'PICKED' });
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, [TransferScanned, TransferWithdrawn], parts);
  if (event) await hearTransfer(event, parts);
});
