import type { Envelope } from '../../../events/envelope.ts';
import { AsnReceived, AsnRejected } from '../../../events/inbound.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type ProcessRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { processIdOf } from '../../work/process-id.ts';
import { signalProcess } from '../../work/signal.ts';
import type { NoticeHeader } from './contract.ts';
import { cutoverLevel, derivedId, noticeFactKey } from './facts.ts';
import { noticeRepeat } from './rules/checks.ts';

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof bus> & ReturnType<typeof machines>;

/**
 * A notice arrived: start its process, or treat the repetition as check V3 says. Redelivery of the same event changes
 * nothing, because the notice is a fact keyed by its event id and the execution's name derives from the business key.
 */
export async function startReceiving(event: Envelope<NoticeHeader>, deps: Deps): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { supplierId, asnId, purpose } = event.data;
  const processId = processIdOf('receiving', `${supplierId}/${asnId}`);
  const row = await deps.stores.processes.get(tenant, processId);

  if (row?.facts.noticeKey === noticeFactKey(event.id)) return start(tenant, processId, event, deps);
  if (row?.state === 'AWAITING_NOTICE' && purpose === 'original') {
    await keepNotice(tenant, processId, event, deps);
    return wake(deps, tenant, processId, [`notice/first/${event.id}`]);
  }
  switch (noticeRepeat(purpose, row?.state)) {
    case 'start':
      await keepNotice(tenant, processId, event, deps);
      return start(tenant, processId, event, deps);
    case 'replace':
      await keepNotice(tenant, processId, event, deps);
      return wake(deps, tenant, processId, [`notice/replace/${event.id}`]);
    case 'cancel':
      return wake(deps, tenant, processId, [`notice/cancel/${event.id}`]);
    case 'reject-duplicate':
      return rejectDuplicate(tenant, row, event, deps);
    case 'case':
      await openCase(deps, tenant, {
        class: 'NOTICE_TOO_LATE',
        site: event.site,
        processId,
        subject: event.id,
        summary: `Notice ${asnId} of ${supplierId} (${purpose}) came while the shipment was being received; it was not applied.`,
        links: [{ kind: 'event', id: event.id }],
      });
  }
}

async function start(
  tenant: TenantScope,
  processId: string,
  event: Envelope<NoticeHeader>,
  deps: Deps,
): Promise<void> {
  const document = await deps.stores.tenants.current(tenant);
  const mode = cutoverLevel(document, 'receiving', event.site);
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
    businessKey: `${event.data.supplierId}/${event.data.asnId}`,
    generation: 1,
    input: { job },
  });
}

async function wake(...call: Parameters<typeof signalProcess>): Promise<void> {
  await signalProcess(...call);
}

async function keepNotice(
  tenant: TenantScope,
  processId: string,
  event: Envelope<NoticeHeader>,
  deps: Deps,
): Promise<void> {
  await deps.stores.processes.putFact(tenant, processId, {
    key: noticeFactKey(event.id),
    sequence: event.sequence,
    body: { at: event.time, header: event.data },
  });
}

async function rejectDuplicate(
  tenant: TenantScope,
  row: ProcessRow | undefined,
  event: Envelope<NoticeHeader>,
  deps: Deps,
): Promise<void> {
  const { asnId, supplierId } = event.data;
  const finding = {
    code: 'V3',
    action: 'reject' as const,
    scope: 'document' as const,
    field: 'asnId',
    value: asnId,
    message: `notice ${asnId} of ${supplierId} was received before and its process is ${row?.state ?? 'known'}; send purpose 05 to replace it or 01 to cancel it`,
  };
  const data = {
    asnId,
    supplierId,
    lineCount: event.data.document.lineCount,
    rejectedLines: [],
    findings: [finding],
  };
  const rejected = makeEvent(AsnRejected, {
    about: {
      tenantId: event.tenantid,
      site: event.site,
      businessKey: event.subject,
      correlationId: event.correlationid,
      mode: event.mode,
    },
    data,
    causationId: event.id,
    sequence: event.sequence,
    now: deps.clock(),
    // Derived from its cause, so a redelivered duplicate is answered with the same event.
    newId: () => derivedId(event.id, 'V3'),
  });
  await deps.stores.inventory.enqueue(tenant, [rejected]);
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await contractOrQuarantine(body, AsnReceived, parts);
  if (event) await startReceiving(event, parts);
});
