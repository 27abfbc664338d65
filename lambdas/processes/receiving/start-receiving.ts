import type { Envelope } from '../../../events/envelope.ts';
import { AsnReceived, AsnRejected } from '../../../events/inbound.ts';
import { contractOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type ProcessRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { signalProcess } from '../../work/signal.ts';
import type { NoticeHeader } from './contract.ts';
import { cancelFactKey, derivedId, noticeFactKey } from './facts.ts';
import {
  carryReceiptsOver,
  type Generation,
  newestGeneration,
  noticeKeyOf,
  startGeneration,
} from './generations.ts';
import { withChunks } from './notice-chunk.ts';
import { noticeRepeat } from './rules/checks.ts';

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof bus> & ReturnType<typeof machines>;

/**
 * A notice arrived: start its process, or treat the repetition as check V3 says. One that was refused or withdrawn before
 * starts the next generation. Redelivery of the same event changes nothing, because the notice is a fact keyed by its
 * event id and the execution's name derives from the business key.
 */
export async function startReceiving(announced: Envelope<NoticeHeader>, deps: Deps): Promise<void> {
  const event = await withChunks(announced, deps.documents);
  const tenant = tenantScope(event.tenantid);
  const { supplierId, asnId, purpose } = event.data;
  const newest = await newestGeneration(deps.stores.processes, tenant, noticeKeyOf(supplierId, asnId));
  const { processId, row, previous } = newest;
  const wake = async (entry: string) => {
    await signalProcess(deps, tenant, processId, [entry]);
  };

  if (row?.facts.noticeKey === noticeFactKey(event.id)) return startGeneration(newest, event, deps);
  if (previous && (await isOld(tenant, previous, event, deps))) return;
  if (row?.state === 'AWAITING_NOTICE' && purpose === 'original') {
    await keepNotice(tenant, newest, event, deps);
    return wake(`notice/first/${event.id}`);
  }
  switch (noticeRepeat(purpose, row?.state)) {
    case 'start':
      await keepNotice(tenant, newest, event, deps);
      return startGeneration(newest, event, deps);
    case 'replace':
      await keepNotice(tenant, newest, event, deps);
      return wake(`notice/replace/${event.id}`);
    case 'cancel':
      await keepCancel(tenant, processId, event, deps);
      return wake(`notice/cancel/${event.id}`);
    case 'reject-duplicate':
      // The first delivery of a notice that was replaced since, delivered again.
      if (await isKept(tenant, processId, event, deps)) return;
      return rejectDuplicate(tenant, row, event, deps);
    case 'case':
      await openCase(deps, tenant, {
        class: 'NOTICE_TOO_LATE',
        site: event.site,
        processId: (row ?? previous)?.processId ?? processId,
        subject: event.id,
        summary: `Notice ${asnId} of ${supplierId} (${purpose}) came ${tooLateFor(row, previous)}; it was not applied.`,
        links: [{ kind: 'event', id: event.id }],
      });
  }
}

function tooLateFor(row: ProcessRow | undefined, previous: ProcessRow | undefined): string {
  const known = row ?? previous;
  if (!known) return 'for a shipment nobody announced';
  return known.closedAt === undefined
    ? 'while the shipment was being received'
    : `when the shipment was ${known.state} already`;
}

/**
 * Whether an ended generation knew this very event, or a later word of the partner: nothing starts anew by something
 * that is delivered again or overtaken.
 */
async function isOld(
  tenant: TenantScope,
  ended: ProcessRow,
  event: Envelope<NoticeHeader>,
  { stores: { processes } }: Deps,
): Promise<boolean> {
  const known = [
    ...(await processes.facts(tenant, ended.processId, 'notice#')),
    ...(await processes.facts(tenant, ended.processId, 'cancel#')),
  ];
  return known.some(
    ({ key, sequence }) =>
      key === noticeFactKey(event.id) || key === cancelFactKey(event.id) || sequence > event.sequence,
  );
}

async function isKept(
  tenant: TenantScope,
  processId: string,
  event: Envelope<NoticeHeader>,
  { stores: { processes } }: Deps,
): Promise<boolean> {
  return (await processes.facts(tenant, processId, noticeFactKey(event.id))).length > 0;
}

async function keepNotice(
  tenant: TenantScope,
  newest: Generation,
  event: Envelope<NoticeHeader>,
  { stores: { processes } }: Deps,
): Promise<void> {
  await carryReceiptsOver(processes, tenant, newest);
  await processes.putFact(tenant, newest.processId, {
    key: noticeFactKey(event.id),
    sequence: event.sequence,
    body: { at: event.time, header: event.data },
  });
}

/** Kept so that the same cancellation, delivered again, is known to be an old one. */
async function keepCancel(
  tenant: TenantScope,
  processId: string,
  { id, sequence, time }: Envelope<NoticeHeader>,
  { stores: { processes } }: Deps,
): Promise<void> {
  await processes.putFact(tenant, processId, { key: cancelFactKey(id), sequence, body: { at: time } });
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
