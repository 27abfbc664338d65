import type { Finding } from '../../../events/inbound.ts';
import { assembleFile, refuseFile } from '../assemble.ts';
import { announcementsOf } from '../document-events.ts';
import { FindingList, finding } from '../findings.ts';
import {
  type DoorContext,
  LIMITS,
  type ParsedDocument,
  type ParsedFile,
  type ReadNotice,
  type Verdict,
} from '../notice.ts';
import { characterSetOf, decodeEdifact, looksLikeUtf8 } from './characters.ts';
import { StructureWalk } from './description.ts';
import { ShipNoticeReader } from './documents/desadv.ts';
import {
  type EnvelopeFault,
  EnvelopeWalk,
  envelopeFault,
  type ReadGroup,
  type ReadInterchange,
  type ReadMessage,
  UNB,
} from './envelope.ts';
import { DOCUMENTS, descriptionOf, formatOf } from './kinds.ts';
import { MessageLog } from './message-log.ts';
import type { EdifactReport, GroupReport, MessageReport } from './report.ts';
import { type Segment, SegmentScanner, segmentsOf, textAt } from './tokenizer.ts';

/**
 * EDIFACT files: any number of interchanges, groups and messages. A message is used whole or not at all; a fault of the
 * interchange or the group refuses every message in it, a fault of one message leaves its neighbors alone.
 */
export function parseEdifact(bytes: Uint8Array, context: DoorContext): ParsedFile {
  const text = decodeEdifact(bytes);
  const { interchanges, findings } = readEnvelopes(text);
  const outcomes = interchanges.map((one) =>
    readMessages({ text, context, seen: new Set() }, withPartnerChecks(one, context)),
  );
  const read = outcomes.flatMap((one) => one.read);
  if (read.length > LIMITS.notices) {
    const message = `a file holds at most ${LIMITS.notices} messages; split it`;
    return refuseFile(
      'edifact',
      finding('FILE_TOO_LARGE', 'reject', { field: '(file)', value: String(read.length) }, message),
    );
  }
  const reports = outcomes.map((one) => one.report);
  if (looksLikeUtf8(bytes) && reports.some(({ syntax }) => syntax[0] === 'UNOC')) {
    const message =
      'the file states ISO 8859-1 (UNOC) and was read as that, but it looks like UTF-8; state UNOW for UTF-8';
    findings.push(finding('FILE_ENCODING', 'warn', { field: 'UNB S001', value: 'UNOC' }, message));
  }
  if (read.length === 0 && findings.length === 0) {
    findings.push(
      finding('FILE_EMPTY', 'reject', { field: '(file)', value: '' }, 'the file holds no message'),
    );
  }
  const file = outcomes.flatMap((one) => one.findings);
  return assembleFile('edifact', read, [...findings, ...file], { edifact: reports });
}

/** The envelopes of a text, and what stands between and behind them that is none. */
function readEnvelopes(text: string): { interchanges: ReadInterchange[]; findings: Finding[] } {
  const scanner = new SegmentScanner();
  const interchanges: ReadInterchange[] = [];
  const findings: Finding[] = [];
  let walk: EnvelopeWalk | undefined;
  const close = (end: number) => {
    if (walk) interchanges.push(walk.close(end));
    walk = undefined;
  };
  for (const segment of segmentsOf(text, scanner)) {
    if (segment.tag === 'UNB') {
      close(segment.start);
      walk = new EnvelopeWalk();
    }
    if (!walk) {
      findings.push(strayText(text.slice(segment.start, segment.start + 40), interchanges.length));
      break;
    }
    if (walk.take(segment)) close(segment.end);
  }
  close(text.length);
  if (scanner.fault !== undefined) {
    const message = `reading stopped behind interchange ${interchanges.length}: ${scanner.fault}`;
    findings.push(finding('V1', 'reject', { field: 'UNA', value: '' }, message));
  }
  return { interchanges, findings };
}

function strayText(value: string, before: number): Finding {
  const where =
    before === 0
      ? 'the file is no EDIFACT interchange'
      : `behind interchange ${before} there is text that is none`;
  return finding(
    'V1',
    'reject',
    { field: 'UNB', value },
    `${where}; send whole interchanges and nothing else`,
  );
}

/** Checks of the envelope that depend on who sends and to which environment (V2). */
function withPartnerChecks(
  interchange: ReadInterchange,
  { partner, environment }: DoorContext,
): ReadInterchange {
  const [sender, reference, test] = (['sender', 'reference', 'test'] as const).map((name) =>
    textAt(interchange.unb, UNB[name] - 1),
  );
  const faults: EnvelopeFault[] = [];
  if (partner.senderId !== undefined && sender !== partner.senderId) {
    const message = `UNB S002 is ${sender}; this place takes interchanges of ${partner.senderId} only`;
    const at = { tag: 'UNB', element: UNB.sender, field: 'UNB S002', value: sender ?? '' };
    faults.push(envelopeFault('23', at, message, 'SENDER_UNKNOWN'));
  }
  if (reference === '') {
    const at = { tag: 'UNB', element: UNB.reference, field: 'UNB 0020', value: '' };
    faults.push(envelopeFault('13', at, 'the UNB has no control reference (0020)'));
  }
  if (test === '1' && environment === 'production') {
    const message = 'UNB 0035 marks a test; this is a production tenant, send tests to the test tenant';
    faults.push(
      envelopeFault('25', { tag: 'UNB', element: UNB.test, field: 'UNB 0035', value: '1' }, message, 'V2'),
    );
  }
  return { ...interchange, faults: [...interchange.faults, ...faults] };
}

/** What is the same for every message of a file. */
interface Reading {
  readonly text: string;
  readonly context: DoorContext;
  /** Notice numbers read so far. */
  readonly seen: Set<string>;
}

interface Outcome {
  readonly read: ReadNotice;
  readonly report: MessageReport;
}

function readMessages(reading: Reading, interchange: ReadInterchange) {
  const { unb, faults, characters, groups } = interchange;
  const refused = faults.length > 0 ? 'the interchange it came in is refused' : undefined;
  const outcomesOf = (messages: readonly ReadMessage[], because: string | undefined) =>
    messages.map((message) => readMessage(reading, interchange, message, because));
  const loose = outcomesOf(interchange.messages, refused);
  const grouped = groups.map((group) => {
    const because = refused ?? (group.faults.length > 0 ? 'the group it came in is refused' : undefined);
    const outcomes = outcomesOf(group.messages, because);
    return { outcomes, report: reportGroup(group, outcomes) };
  });
  const all = [...loose, ...grouped.flatMap((one) => one.outcomes)];
  const used = all.filter(({ report }) => report.verdict !== 'rejected').length;
  const findings = [
    ...faults.map((one) => one.finding),
    ...interchange.warnings,
    ...groups.flatMap((group) => group.faults.map((one) => one.finding)),
  ];
  const clean = findings.length === 0 && all.every(({ report }) => report.verdict === 'accepted');
  const verdict: Verdict = used === 0 ? 'rejected' : clean ? 'accepted' : 'accepted-with-errors';
  const [first] = faults;
  const report: EdifactReport = {
    reference: textAt(unb, UNB.reference - 1),
    syntax: unb.elements[0] ?? [],
    sender: unb.elements[1] ?? [],
    recipient: unb.elements[2] ?? [],
    test: textAt(unb, UNB.test - 1) === '1',
    verdict,
    ...(first && { fault: first.fault }),
    characters,
    groups: grouped.map((one) => one.report),
    messages: loose.map((one) => one.report),
  };
  return { read: all.map((one) => one.read), findings, report };
}

function reportGroup(
  { reference, sender, recipient, faults }: ReadGroup,
  outcomes: readonly Outcome[],
): GroupReport {
  const [first] = faults;
  return {
    reference,
    sender,
    recipient,
    ...(first && { fault: first.fault }),
    messages: outcomes.map((one) => one.report),
  };
}

/** Reads one message unless its envelope refuses it already; `because` is a refusal from further out. */
function readMessage(
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
