import { announcementsOf } from '../document-events.ts';
import { FindingList, finding } from '../findings.ts';
import type { AnnouncedLine, DoorContext, PartnerFormat, ReadNotice, Verdict } from '../notice.ts';
import type { ReadGroup, ReadInterchange, ReadSet } from './envelope.ts';
import { formatOf, kindOf, setsOf } from './kinds.ts';
import { LoopWalk, segmentsOf } from './loops.ts';
import { ShipNoticeReader } from './notice-856.ts';
import type { SetReport } from './report-997.ts';
import { SetLog } from './set-log.ts';
import { segments } from './tokenizer.ts';

/** What is the same for every set of a file. */
export interface Reading {
  readonly text: string;
  readonly context: DoorContext;
  /** Numbers of notices and other documents read so far. */
  readonly seen: Set<string>;
}

interface Outcome {
  readonly read: ReadNotice;
  readonly report: SetReport;
}

/** Where a set is, and what is known of it before it is read. */
interface Where {
  readonly reading: Reading;
  readonly interchange: ReadInterchange;
  readonly group: ReadGroup;
  readonly set: ReadSet;
  readonly findings: FindingList;
}

type Done = (
  id: string | undefined,
  lineCount: number,
  log: SetLog,
  used: Pick<ReadNotice, 'notice' | 'document'> | undefined,
) => Outcome;

/** Reads one set unless its envelope refuses it already; `because` is a refusal from further out. */
export function readSet(
  reading: Reading,
  interchange: ReadInterchange,
  group: ReadGroup,
  set: ReadSet,
  because: string | undefined,
): Outcome {
  const { setId, controlNumber } = set;
  const findings = new FindingList();
  const agreement = checkAgreement(set, group, reading.context);
  findings.add(...group.findings, ...set.findings, ...agreement);
  if (because) {
    const at = { field: 'ST02', value: controlNumber };
    findings.add(finding('V1', 'reject', at, `set ${controlNumber} is not used because ${because}`));
  }
  const format = formatOf(setId);
  const outcome = (
    asnId: string | undefined,
    lineCount: number,
    rest: Pick<SetReport, 'codes' | 'errors'>,
    used: Pick<ReadNotice, 'notice' | 'document'> = { notice: undefined },
  ): Outcome => {
    const all = findings.all();
    const usable = used.notice !== undefined || used.document !== undefined;
    const verdict: Verdict = !usable ? 'rejected' : all.length > 0 ? 'accepted-with-errors' : 'accepted';
    return {
      read: { asnId, findings: all, lineCount, ...(format && { format }), ...used },
      report: { setId, controlNumber, verdict, ...rest },
    };
  };
  const codes = agreement.length > 0 ? (['1', ...set.codes] as const) : set.codes;
  if (codes.length > 0 || group.codes.length > 0) return outcome(undefined, 0, { codes, errors: [] });
  const where = { reading, interchange, group, set, findings };
  const done: Done = (id, lineCount, { errors }, used) => {
    const report = { codes: errors.length > 0 ? (['5'] as const) : [], errors };
    return outcome(id, lineCount, report, because || findings.refused ? undefined : used);
  };
  return setId === '856' ? readNotice(where, done) : readDocument(where, done);
}

/** Whether a set of this kind may come from a partner; answers to what we sent need no agreement. */
export function mayCome(setId: string, formats: readonly PartnerFormat[]): boolean {
  const format = formatOf(setId);
  return format === undefined || formats.includes(format);
}

export function notAgreed(
  position: number,
  partnerId: string,
  formats: readonly PartnerFormat[],
  sets: readonly string[],
): string {
  const needed = sets.flatMap((setId) => formatOf(setId) ?? []).join(', ');
  return `segment ${position}: ${partnerId} is registered for ${formats.join(', ')}, not for ${needed}`;
}

function checkAgreement({ setId, position }: ReadSet, group: ReadGroup, { partner }: DoorContext) {
  // Of a group that is refused for what it holds nothing more is said.
  if (group.codes.includes('1')) return [];
  const at = { field: 'ST01', value: setId };
  const fitting = setsOf(group.functionalId);
  if (!fitting.includes(setId)) {
    const message = `segment ${position}: transaction set ${setId} is not read in a group ${group.functionalId}; it holds ${fitting.join(', ')}`;
    return [finding('V1', 'reject', at, message)];
  }
  if (mayCome(setId, partner.formats)) return [];
  return [
    finding('FILE_FORMAT', 'reject', at, notAgreed(position, partner.partnerId, partner.formats, [setId])),
  ];
}

function readNotice({ reading, interchange, group, set, findings }: Where, done: Done): Outcome {
  const { text, context, seen } = reading;
  const { delimiters, isa } = interchange;
  const reader = new ShipNoticeReader(context, delimiters, set.position);
  const read = function* (into: ShipNoticeReader): Generator<AnnouncedLine> {
    for (const segment of segments(text, delimiters, set.start, set.end, set.position)) {
      const line = into.take(segment);
      if (line) yield line;
    }
  };
  for (const _ of read(reader));
  const control = [isa[12], group.controlNumber, set.controlNumber].join('/');
  const { header, asnId } = reader.close(control, seen);
  findings.add(...reader.log.findings.all());
  const { lineCount, poIds } = reader.tally;
  const notice = header && {
    site: header.site,
    data: { ...header.data, poIds: [...poIds], findings: [...findings.all()] },
    test: isa[14] === 'T',
    lineCount,
    lines: () => read(new ShipNoticeReader(context, delimiters, set.position)),
  };
  return done(asnId, lineCount, reader.log, notice && { notice });
}

function readDocument({ reading, interchange, group, set, findings }: Where, done: Done): Outcome {
  const { text, context, seen } = reading;
  const { delimiters, isa } = interchange;
  const log = new SetLog(delimiters, set.position);
  const kind = kindOf(set.setId);
  const [first, ...rest] = segments(text, delimiters, set.start, set.end, set.position);
  if (!kind || !first) return done(undefined, 0, log, undefined);
  const { loops } = kind;
  const [walk, known] = [new LoopWalk(loops), segmentsOf(loops)];
  const reader = kind.reader(log, context, { segment: first, groupAt: group.at });
  for (const segment of rest) {
    if (segment.id === 'SE' || !log.checkSegment(segment, `an ${set.setId}`, loops.begins, known)) continue;
    const taken = walk.take(segment.id);
    if (taken) reader.take(segment, taken);
    else {
      const message = `${segment.id} cannot stand here: the segment its loop begins with is missing`;
      log.reportSegment(segment, 'SEGMENT_MISPLACED', 'reject', '2', message);
    }
  }
  const document = reader.close();
  const id = document?.documentId;
  const announcements = document && announcementsOf(document, context);
  for (const found of announcements?.findings ?? []) log.reportLoop(found, loops.begins, 2);
  if (document && id !== undefined) {
    const key = `${document.type}/${id}`;
    if (seen.has(key)) {
      const message = `the file holds ${document.type} ${id} before; send one of them, or a replacement in a later file`;
      const at = { field: 'ST02', value: set.controlNumber };
      log.reportLoop(finding('NOTICE_REPEATED', 'reject', at, message), loops.begins, 2);
    }
    seen.add(key);
  }
  findings.add(...log.findings.all());
  const lineCount = document && 'lines' in document ? document.lines.length : 0;
  const used = document &&
    announcements && {
      notice: undefined,
      document: { document, test: isa[14] === 'T', events: announcements.events },
    };
  return done(id, lineCount, log, used);
}
