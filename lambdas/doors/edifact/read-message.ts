import { announcementsOf } from '../document-events.ts';
import { FindingList, finding } from '../findings.ts';
import type { DoorContext, ParsedDocument, ReadNotice, Verdict } from '../notice.ts';
import { characterSetOf } from './characters.ts';
import { StructureWalk } from './description.ts';
import { ShipNoticeReader } from './documents/desadv.ts';
import {
  type EnvelopeFault,
  envelopeFault,
  type ReadInterchange,
  type ReadMessage,
  UNB,
} from './envelope.ts';
import { DOCUMENTS, descriptionOf, formatOf } from './kinds.ts';
import { MessageLog } from './message-log.ts';
import type { MessageReport } from './report.ts';
import { type Segment, SegmentScanner, segmentsOf, textAt } from './tokenizer.ts';

/** What is the same for every message of a file. */
export interface Reading {
  readonly text: string;
  readonly context: DoorContext;
  /** Notice numbers read so far. */
  readonly seen: Set<string>;
}

export interface Outcome {
  readonly read: ReadNotice;
  readonly report: MessageReport;
}

/** Reads one message unless its envelope refuses it already; `because` is a refusal from further out. */
export function readMessage(
  reading: Reading,
  interchange: ReadInterchange,
  message: ReadMessage,
  because: string | undefined,
): Outcome {
  const { reference, identifier } = message;
  const faults = [...message.faults, ...agreement(message, reading.context)];
  const findings = new FindingList();
  findings.add(...faults.map((one) => one.finding));
  if (because !== undefined) {
    const at = { field: 'UNH 0062', value: reference };
    findings.add(finding('V1', 'reject', at, `message ${reference} is not used because ${because}`));
  }
  const [first] = faults;
  const format = formatOf(identifier[0] ?? '');
  const outcome = (
    log: MessageLog | undefined,
    id: string | undefined,
    lineCount: number,
    used: Partial<ReadNotice>,
  ): Outcome => {
    const all = findings.all();
    const usable = used.notice !== undefined || used.document !== undefined;
    const verdict: Verdict = !usable ? 'rejected' : all.length > 0 ? 'accepted-with-errors' : 'accepted';
    return {
      read: {
        asnId: id,
        findings: all,
        lineCount,
        notice: undefined,
        ...(format !== undefined && { format }),
        ...used,
      },
      report: {
        reference,
        identifier,
        ...(id !== undefined && { documentId: id }),
        verdict,
        ...(first && { fault: first.fault }),
        segments: log?.segments ?? [],
        content: log && !log.syntaxRefused && because === undefined ? log.content : [],
      },
    };
  };
  if (first) return outcome(undefined, undefined, 0, {});
  const log = new MessageLog(message.position);
  const where = { reading, interchange, message, log };
  return identifier[0] === 'DESADV'
    ? readNotice(where, findings, because, (id, count, notice) =>
        outcome(log, id, count, notice ? { notice } : {}),
      )
    : readDocument(where, findings, because, (id, count, document) =>
        outcome(log, id, count, document ? { document } : {}),
      );
}

/** Whether such a message is read here, and may come from this partner. */
function agreement(
  { identifier, position }: ReadMessage,
  { partner }: DoorContext,
): readonly EnvelopeFault[] {
  const [type = '', version = '', release = '', agency = ''] = identifier;
  const sent = identifier.slice(0, 4).join(':');
  const at = { tag: 'UNH', element: 3, field: 'UNH S009', value: sent };
  const description = descriptionOf(type);
  if (!description)
    return [
      envelopeFault('17', at, `segment ${position}: ${type || 'a message without a type'} is not read here`),
    ];
  const releases = description.releases.map((one) => one.release);
  // CONTRL has the version of the syntax, not of a directory; both spellings of it are in use.
  const right =
    type === 'CONTRL' ? /^(D|[234]):/.test(`${version}:`) : version === 'D' && releases.includes(release);
  if (!right || agency !== 'UN') {
    const message = `segment ${position}: ${sent} is not supported; send ${releases.map((one) => `${type}:D:${one}:UN`).join(' or ')}`;
    return [envelopeFault('3', at, message)];
  }
  const format = formatOf(type);
  if (format === undefined || partner.formats.includes(format)) return [];
  const message = `segment ${position}: ${partner.partnerId} is registered for ${partner.formats.join(', ')}, not for ${format}`;
  return [envelopeFault('17', at, message, 'FILE_FORMAT')];
}

interface Where {
  readonly reading: Reading;
  readonly interchange: ReadInterchange;
  readonly message: ReadMessage;
  readonly log: MessageLog;
}

/** The segments between UNH and UNT, each with where it stands; what is wrong with them goes into the log. */
function* walkMessage({ reading, interchange, message, log }: Where) {
  const { text, context } = reading;
  const { start, end, position, identifier } = message;
  const description = descriptionOf(identifier[0] ?? '');
  if (!description) return;
  const set = characterSetOf(textAt(interchange.unb, 1));
  const scanner = new SegmentScanner({ characters: interchange.characters, set, start, position });
  const walk = new StructureWalk(description);
  const action = context.partner.lenientCharacters ? 'warn' : 'reject';
  for (const segment of segmentsOf(text.slice(start, end), scanner)) {
    if (segment.stray !== undefined || segment.repeated)
      log.characters(segment, action, `${set?.syntax}: ${set?.name}`);
    if (segment.tag === 'UNH') continue;
    if (segment.tag === 'UNT') {
      for (const fault of walk.end()) log.structure(fault, segment);
      return;
    }
    const taken = walk.take(segment.tag);
    for (const fault of taken.faults) log.structure(fault, segment);
    if (taken.faults.every(({ code }) => code !== '15')) yield { segment, taken };
  }
}

type Done<Used> = (id: string | undefined, lineCount: number, used: Used | undefined) => Outcome;

function readNotice(
  where: Where,
  findings: FindingList,
  because: string | undefined,
  done: Done<NonNullable<ReadNotice['notice']>>,
): Outcome {
  const { reading, interchange, message, log } = where;
  const lines = function* (reader: ShipNoticeReader, into: MessageLog) {
    for (const { segment, taken } of walkMessage({ ...where, log: into })) {
      const line = reader.take(segment, taken);
      if (line) yield line;
    }
    const last = reader.last();
    if (last) yield last;
  };
  const reader = new ShipNoticeReader(log, reading.context, headOf(message));
  for (const _ of lines(reader, log));
  const controlNumber = `${textAt(interchange.unb, UNB.reference - 1)}/${message.reference}`;
  const { header, asnId } = reader.close(controlNumber, reading.seen);
  findings.add(...log.findings.all());
  const { lineCount, poIds } = reader.tally;
  if (because !== undefined || !header || findings.refused) return done(asnId, lineCount, undefined);
  return done(asnId, lineCount, {
    site: header.site,
    data: { ...header.data, poIds: [...poIds], findings: [...findings.all()] },
    test: textAt(interchange.unb, UNB.test - 1) === '1',
    lineCount,
    lines: () => {
      const again = new MessageLog(message.position);
      return lines(new ShipNoticeReader(again, reading.context, headOf(message)), again);
    },
  });
}

function readDocument(
  where: Where,
  findings: FindingList,
  because: string | undefined,
  done: Done<ParsedDocument>,
): Outcome {
  const { reading, interchange, message, log } = where;
  const kind = DOCUMENTS.find(({ description }) => description.type === message.identifier[0]);
  const reader = kind?.reader(log, reading.context, headOf(message));
  for (const { segment, taken } of walkMessage(where)) reader?.take(segment, taken);
  const document = reader?.close();
  const announcements = document && announcementsOf(document, reading.context);
  if (announcements) log.report(...announcements.findings);
  findings.add(...log.findings.all());
  const lineCount = document && 'lines' in document ? document.lines.length : 0;
  const id = document?.documentId;
  if (because !== undefined || !document || !announcements || findings.refused)
    return done(id, lineCount, undefined);
  const test = textAt(interchange.unb, UNB.test - 1) === '1';
  return done(id, lineCount, { document, test, events: announcements.events });
}

/** The segment a message begins with, as far as a record needs it. */
function headOf({ position, start, end }: ReadMessage): Segment {
  return {
    tag: 'UNH',
    elements: [],
    position,
    start,
    end,
    terminated: true,
    characters: { component: ':', element: '+', decimal: '.', segment: "'" },
    repeated: false,
  };
}
