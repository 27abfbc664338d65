import * as z from 'zod/mini';
import { CountSubmitted } from '../../events/count.ts';
import { type Envelope, type EventContract, identifier } from '../../events/envelope.ts';
import { AsnReceived, ReceiptRecorded } from '../../events/inbound.ts';
import { FileReceived, FileRejected } from '../../events/integration.ts';
import { OrderAcknowledged } from '../../events/replenishment.ts';
import { ReturnRequested } from '../../events/returns.ts';
import { NotFound } from '../shared/errors.ts';
import { parseOrRaise } from '../shared/parse.ts';
import { logger } from '../shared/powertools.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { bus, documents, journal, runtimeWith } from '../shared/runtime.ts';
import type { LargeDocumentStore, TenantScope } from '../store/ports.ts';
import { makeEvent } from '../work/events.ts';
import { businessKeyOf } from '../work/process-id.ts';
import { ALL_SITES, announce, type DoorDeps, eventIdOf, registeredTenant } from './announce.ts';
import { refuseFile } from './assemble.ts';
import { writeCanonical } from './canonical.ts';
import type { Announcement } from './document-events.ts';
import { finding } from './findings.ts';
import { type InboxFile, openFile, readInboxFile } from './inbox-file.ts';
import {
  type ContentFormat,
  LIMITS,
  type LineSource,
  type ParsedDocument,
  type ParsedFile,
  type ParsedNotice,
} from './notice.ts';
import { detectFormat } from './read-file.ts';
import { type Arrival, reportOf, writeReports } from './write-reports.ts';

/** The part of EventBridge's S3 "Object Created" event that is read. The key is not URL-encoded there. */
const ObjectCreated = z.object({
  id: z.string(),
  time: z.string(),
  detail: z.object({ object: z.object({ key: z.string(), size: z.optional(z.int()) }) }),
});

/** `inbox/<tenant>/<partner>/<file name>`: the registered place says who sends, the file never does. */
const INBOX = /^inbox\/([^/]+)\/([^/]+)\/(.+)$/;

/** The door's documents are files of any length. */
type ReceiveDeps = DoorDeps & { readonly documents: LargeDocumentStore };

/**
 * Takes one file a partner dropped into the inbox: reads it, writes canonical lines, reports, quarantine, and announces
 * what it holds. Every id and key follows from the place and the content, so a repeated notification, or a retry after
 * a crash between any two writes, ends in the same objects and the same events.
 */
export async function receiveDocument(body: unknown, deps: ReceiveDeps): Promise<void> {
  const { time, detail } = parseOrRaise(ObjectCreated, body, 'the notification about a file');
  const { key, size = 0 } = detail.object;
  const [, tenantId = '', partnerId = '', name = ''] = INBOX.exec(key) ?? [];
  const registered = await registeredTenant(tenantId, deps);
  if (!registered) return keepUnknown(key, deps);

  const { tenant, document } = registered;
  const arrival = {
    key,
    place: `${tenantId}/${partnerId}/${name}`,
    tenantId,
    partnerId,
    name,
    notifiedAt: time,
  };
  // What the name alone makes too large is not even fetched.
  const named = mostBytes(detectFormat(name, new Uint8Array()) ?? 'csv');
  if (size > named) return rejectUnread(tenant, arrival, size, named, deps);
  const file = await openFile(key, name, deps.documents);
  if (!file) throw new NotFound(`file ${key} is gone from the inbox; drop it again`);
  const most = mostBytes(file.format);
  if (file.bytes > most) return rejectUnread(tenant, arrival, file.bytes, most, deps);
  const { digest } = file;
  const { published } = await deps.stores.intake.claim(tenant, eventIdOf(key, digest, 'file'), deps.clock());
  if (published) return logger.info('file was received before', { key, digest });

  const partner = document.partners.find((known) => known.partnerId === partnerId);
  const { environment, sites } = document;
  const parsed = partner
    ? await readInboxFile(file, { partner, environment, sites, receivedAt: deps.clock(), key })
    : refuseFile('unknown', unknownPartner(partnerId, tenantId));
  const events = await announcements(arrival, file, parsed, deps);
  await announce(tenant, events, time, deps);
}

/** Writes everything the events point at; the file's own event comes last, because it marks the whole as done. */
async function announcements(
  arrival: Arrival,
  { digest, etag }: InboxFile,
  parsed: ParsedFile<LineSource>,
  deps: ReceiveDeps,
): Promise<readonly Envelope[]> {
  const fileId = eventIdOf(arrival.key, digest, 'file');
  const events: Envelope[] = [];
  for (const [position, notice] of parsed.notices.entries()) {
    const document = await writeCanonical(arrival.tenantId, notice, digest, deps.documents);
    const id = eventIdOf(arrival.key, digest, 'notice', String(position + 1));
    events.push(
      noticeEvent(arrival.tenantId, notice, document, { id, causationId: fileId, now: deps.clock() }),
    );
  }
  const canonical: Canonical[] = [];
  for (const [position, document] of parsed.documents.entries()) {
    canonical.push(await writeDocument(arrival, document, digest, deps));
    events.push(...documentEvents(arrival, document, position, { digest, fileId, now: deps.clock() }));
  }
  const reportKey = await writeReports(arrival, digest, parsed, deps);
  const refused = parsed.findings.some(({ action }) => action === 'reject') || parsed.verdict === 'rejected';
  const quarantineKey = `quarantine/${arrival.place}`;
  if (refused) {
    await deps.documents.copy(arrival.key, quarantineKey, etag);
    await deps.documents.put(
      `${quarantineKey}.report.json`,
      reportOf(arrival, digest, parsed),
      'application/json',
    );
  }
  const file = {
    partnerId: partnerIdOf(arrival),
    key: arrival.key,
    format: parsed.report.format,
    reportKey,
    findings: parsed.findings.slice(0, LIMITS.findings),
  };
  const about = (id: string) => fileFacts(arrival, id, fileId, deps.clock());
  // A file refused in part is both: what was read goes on, and somebody must look at the rest.
  const rejectedId = parsed.verdict === 'rejected' ? fileId : eventIdOf(arrival.key, digest, 'refused-part');
  if (refused)
    events.push(makeEvent(FileRejected, { ...about(rejectedId), data: { ...file, quarantineKey } }));
  if (parsed.verdict !== 'rejected') {
    const documents = [
      ...parsed.notices.map(({ data }) => data.asnId),
      ...canonical.map((one) => one.documentId),
    ];
    const data = { ...file, documents, ...(canonical.length > 0 && { canonical }) };
    events.push(makeEvent(FileReceived, { ...about(fileId), data }));
  }
  return events;
}

type Canonical = NonNullable<z.infer<typeof FileReceived.data>['canonical']>[number];

/** A document other than a notice as one object; the event of its file says where it is. */
async function writeDocument(
  { tenantId, partnerId }: Arrival,
  { document }: ParsedDocument,
  digest: string,
  { documents }: DoorDeps,
): Promise<Canonical> {
  const { type, documentId } = document;
  const folder = ['canonical', tenantId, type, partnerId, documentId].map(encodeURIComponent).join('/');
  const key = `${folder}/${digest}.json`;
  await documents.put(key, JSON.stringify(document), 'application/json');
  return { type, documentId, key };
}

const ANNOUNCED: Readonly<Record<Announcement['type'], EventContract>> = {
  OrderAcknowledged,
  ReceiptRecorded,
  CountSubmitted,
  ReturnRequested,
};

function documentEvents(
  arrival: Arrival,
  { events, test }: ParsedDocument,
  position: number,
  { digest, fileId, now }: { readonly digest: string; readonly fileId: string; readonly now: string },
): readonly Envelope[] {
  return events.map(({ type, site = ALL_SITES, subject, data }, part) => {
    const id = eventIdOf(arrival.key, digest, 'document', String(position + 1), String(part + 1));
    const event = makeEvent<unknown>(ANNOUNCED[type], {
      about: { tenantId: arrival.tenantId, site, businessKey: subject, correlationId: id, mode: 'act' },
      data,
      causationId: fileId,
      sequence: Date.parse(now),
      now,
      newId: () => id,
    });
    return test ? { ...event, testflag: true } : event;
  });
}

function noticeEvent(
  tenantId: string,
  notice: ParsedNotice<LineSource>,
  document: Awaited<ReturnType<typeof writeCanonical>>,
  { id, causationId, now }: { readonly id: string; readonly causationId: string; readonly now: string },
): Envelope {
  const { supplierId, asnId } = notice.data;
  const event = makeEvent(AsnReceived, {
    about: {
      tenantId,
      site: notice.site,
      businessKey: businessKeyOf(supplierId, asnId),
      correlationId: id,
      mode: 'act',
    },
    data: { ...notice.data, document },
    causationId,
    // Versions of one notice are ordered by when they were read; a partner's own times are too coarse for that.
    sequence: Date.parse(now),
    now,
    newId: () => id,
  });
  return notice.test ? { ...event, testflag: true } : event;
}

function fileFacts(arrival: Arrival, id: string, fileId: string, now: string) {
  const about = {
    tenantId: arrival.tenantId,
    site: ALL_SITES,
    businessKey: `file:${fileId}`,
    correlationId: fileId,
    mode: 'act',
  } as const;
  return { about, causationId: fileId, sequence: Date.parse(now), now, newId: () => id };
}

/** CSV is read as it comes, every other format as a whole. */
function mostBytes(format: ContentFormat | undefined): number {
  return format === 'csv' ? LIMITS.csvBytes : LIMITS.fileBytes;
}

/** A file too large to read stays where it is: only its report and its event say so. */
async function rejectUnread(
  tenant: TenantScope,
  arrival: Arrival,
  size: number,
  most: number,
  deps: DoorDeps,
): Promise<void> {
  const message = `${arrival.name} has ${size} bytes, at most ${most} are read; split it`;
  const parsed = refuseFile(
    'unknown',
    finding('FILE_TOO_LARGE', 'reject', { field: '(file)', value: String(size) }, message),
  );
  const digest = eventIdOf(arrival.key, String(size), arrival.notifiedAt);
  const fileId = eventIdOf(arrival.key, digest, 'file');
  const reportKey = await writeReports(arrival, digest, parsed, deps);
  const { key } = arrival;
  const data = {
    partnerId: partnerIdOf(arrival),
    key,
    format: 'unknown',
    reportKey,
    findings: [...parsed.findings],
    quarantineKey: key,
  };
  const rejected = makeEvent(FileRejected, { ...fileFacts(arrival, fileId, fileId, deps.clock()), data });
  await announce(tenant, [rejected], arrival.notifiedAt, deps);
}

/** A place that belongs to no tenant: the file is kept, and only operators hear of it, since there is no one to tell. */
async function keepUnknown(key: string, { documents }: ReceiveDeps): Promise<void> {
  const found = await documents.open(key, { range: { start: 0, end: 1 } });
  const quarantineKey = `quarantine/_unknown/${key.replace(/^inbox\//, '')}`;
  if (found) await documents.copy(key, quarantineKey, found.etag);
  const message = `${key} is in no tenant's inbox; files belong into inbox/<tenant>/<partner>/<file name>`;
  const report = {
    key,
    verdict: 'rejected',
    findings: [finding('TENANT_UNKNOWN', 'reject', { field: '(key)', value: key }, message)],
  };
  await documents.put(`${quarantineKey}.report.json`, JSON.stringify(report, null, 2), 'application/json');
  logger.error('file in no tenant inbox', { key, quarantineKey });
}

function unknownPartner(partnerId: string, tenantId: string) {
  const message = `${partnerId} is no partner of ${tenantId}; register it in the tenant's document`;
  return finding('PARTNER_UNKNOWN', 'reject', { field: '(key)', value: partnerId }, message);
}

/** A folder may be called anything; an event carries it only when it could be a partner's id. */
function partnerIdOf({ partnerId }: Arrival): string {
  return identifier.safeParse(partnerId).success ? partnerId : 'unknown';
}

const deps = runtimeWith(documents, journal, bus);

export const handler = queueHandler(async (body) => receiveDocument(body, await deps()));
