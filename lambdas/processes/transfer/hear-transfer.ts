import { CountAdjusted } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { TransferScanned, TransferWithdrawn } from '../../../events/transfer.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { signalProcess } from '../../work/signal.ts';
import type { Recount, Scan } from './contract.ts';
import { CHUNK, processIdOfTransfer, recountKey, scanKey, WITHDRAWN } from './facts.ts';
import { recountOf } from './rules/news.ts';

type Dependencies = Core & ReturnType<typeof machines>;

/**
 * A warehouse scanned goods of a transfer, nobody wants it anymore, or the source has counted what is missing: kept with the
 * transfer, which looks at it.
 */
export async function hearTransfer(event: Envelope<unknown>, deps: Dependencies): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  if (event.type === TransferWithdrawn.type) {
    const { transferId } = TransferWithdrawn.event.parse(event).data;
    const processId = processIdOfTransfer(transferId);
    await deps.stores.processes.putFact(tenant, processId, { key: WITHDRAWN, sequence: 1, body: {} });
    await signalProcess(deps, tenant, processId, [`${CHUNK}:withdrawn`]);
    return;
  }
  if (event.type === CountAdjusted.type)
    return hearRecount(deps, tenant, CountAdjusted.event.parse(event).data);
  const { transferId, ...scan } = TransferScanned.event.parse(event).data;
  await keepScan(deps, tenant, event.site, processIdOfTransfer(transferId), scan);
}

/** A count the shortage of a transfer asked for; any other is none of its business. */
async function hearRecount(
  deps: Dependencies,
  tenant: TenantScope,
  { countId, sku, adjustment }: typeof CountAdjusted.data._zod.output,
): Promise<void> {
  const asked = recountOf(countId);
  if (!asked) return;
  const processId = processIdOfTransfer(asked.transferId);
  const row = await deps.stores.processes.get(tenant, processId);
  if (!row || row.closedAt !== undefined) return;
  const body: Recount = { round: asked.round, sku, adjustment };
  await deps.stores.processes.putFact(tenant, processId, { key: recountKey(countId), sequence: 1, body });
  await signalProcess(deps, tenant, processId, [`${CHUNK}:recount/${countId}`]);
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
  const event = await anyOrQuarantine(body, [TransferScanned, TransferWithdrawn, CountAdjusted], parts);
  if (event) await hearTransfer(event, parts);
});
