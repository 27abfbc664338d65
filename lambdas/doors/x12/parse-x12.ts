import type { Finding } from '../../../events/inbound.ts';
import { assembleFile, refuseFile } from '../assemble.ts';
import { FindingList, finding } from '../findings.ts';
import {
  type AnnouncedLine,
  type DoorContext,
  LIMITS,
  type ParsedFile,
  type ReadNotice,
  type Verdict,
} from '../notice.ts';
import { type ReadGroup, type ReadInterchange, type ReadSet, readInterchange } from './envelope.ts';
import { ShipNoticeReader } from './notice-856.ts';
import { acceptedSets, type GroupReport, type InterchangeReport, type SetReport } from './report-997.ts';
import { readDelimiters, segments, skipLayout } from './tokenizer.ts';

/**
 * Ship notices as X12 856: any number of interchanges, groups and sets. A set is used whole or not at all; a fault of
 * the interchange or the group refuses every set in it, a fault of one set leaves its neighbors alone.
 */
export function parseX12(text: string, context: DoorContext): ParsedFile {
  const read: ReadNotice[] = [];
  const interchanges: InterchangeReport[] = [];
  const findings: Finding[] = [];
  const reading: Reading = { text, context, seen: new Set() };
  let at = skipLayout(text, 0);
  while (at < text.length || interchanges.length === 0) {
    const delimiters = readDelimiters(text, at);
    if ('fault' in delimiters) {
      findings.push(strayText(text.slice(at, at + 40), delimiters.fault, interchanges.length));
      break;
    }
    const interchange = withPartnerChecks(readInterchange(text, delimiters, at), context);
    const result = readSets(reading, interchange);
    read.push(...result.read);
    findings.push(...interchange.findings);
    interchanges.push(result.report);
    at = skipLayout(text, interchange.end);
    if (read.length > LIMITS.notices) {
      const message = `a file holds at most ${LIMITS.notices} notices; split it`;
      return refuseFile(
        'x12-856',
        finding('FILE_TOO_LARGE', 'reject', { field: '(file)', value: String(read.length) }, message),
      );
    }
  }
  if (read.length === 0 && findings.length === 0) {
    findings.push(
      finding('FILE_EMPTY', 'reject', { field: '(file)', value: '' }, 'the file holds no transaction set'),
    );
  }
  return assembleFile('x12-856', read, findings, { interchanges });
}

function strayText(value: string, fault: string, before: number): Finding {
  const where =
    before === 0
      ? 'the file is no X12 interchange'
      : `behind interchange ${before} there is text that is none`;
  return finding(
    'V1',
    'reject',
    { field: 'ISA', value },
    `${where}: ${fault}; send whole interchanges and nothing else`,
  );
}

/** Checks of the envelope that depend on who sends and to which environment (V2). */
function withPartnerChecks(
  interchange: ReadInterchange,
  { partner, environment }: DoorContext,
): ReadInterchange {
  const { isa } = interchange;
  const [sender = '', control = '', usage = ''] = [isa[5]?.trim(), isa[12], isa[14]];
  const found: { readonly note: string; readonly finding: Finding }[] = [];
  const refuse = (note: string, code: string, field: string, value: string, message: string) =>
    found.push({ note, finding: finding(code, 'reject', { field, value }, message) });
  if (partner.senderId !== undefined && sender !== partner.senderId) {
    refuse(
      '006',
      'SENDER_UNKNOWN',
      'ISA06',
      sender,
      `ISA06 is ${sender}; this place takes interchanges of ${partner.senderId} only`,
    );
  }
  if (!/^\d{9}$/.test(control)) {
    refuse('018', 'V1', 'ISA13', control, `ISA13 is ${control}; a control number has 9 digits`);
  }
  if (usage !== 'P' && usage !== 'T') {
    refuse('020', 'V1', 'ISA15', usage, `ISA15 is ${usage}; it must be P (production) or T (test)`);
  } else if (usage === 'T' && environment === 'production') {
    refuse(
      '020',
      'V2',
      'ISA15',
      usage,
      'ISA15 marks a test; this is a production tenant, send tests to the test tenant',
    );
  }
  return {
    ...interchange,
    note: interchange.note === '000' ? (found[0]?.note ?? '000') : interchange.note,
    findings: [...interchange.findings, ...found.map((one) => one.finding)],
  };
}

/** What is the same for every set of a file. */
interface Reading {
  readonly text: string;
  readonly context: DoorContext;
  /** Notice numbers read so far. */
  readonly seen: Set<string>;
}

interface Outcome {
  readonly read: ReadNotice;
  readonly report: SetReport;
}

function readSets(
  reading: Reading,
  interchange: ReadInterchange,
): { read: readonly ReadNotice[]; report: InterchangeReport } {
  const { isa, note, delimiters } = interchange;
  const refused = note === '000' ? undefined : 'the interchange it came in is refused';
  const groups = interchange.groups.map((group) => {
    const because =
      refused ?? (group.codes.length > 0 ? 'the functional group it came in is refused' : undefined);
    const outcomes = group.sets.map((set) => readSet(reading, interchange, group, set, because));
    return {
      outcomes,
      report: reportGroup(
        group,
        outcomes.map((one) => one.report),
      ),
    };
  });
  const read = groups.flatMap((group) => group.outcomes.map((one) => one.read));
  const used = read.filter(({ notice }) => notice !== undefined).length;
  const clean = interchange.findings.length === 0 && groups.every(({ report }) => report.verdict === 'A');
  const verdict: Verdict = used === 0 ? 'rejected' : clean ? 'accepted' : 'accepted-with-errors';
  const element = (number: number) => (isa[number - 1] ?? '').trim();
  return {
    read,
    report: {
      controlNumber: element(13),
      sender: { qualifier: element(5), id: element(6) },
      receiver: { qualifier: element(7), id: element(8) },
      date: element(9),
      time: element(10),
      version: element(12),
      usage: element(15),
      verdict,
      note,
      delimiters,
      groups: groups.map(({ report }) => report),
    },
  };
}

function reportGroup(group: ReadGroup, sets: readonly SetReport[]): GroupReport {
  const { functionalId, controlNumber, version, sender, receiver, stated, codes } = group;
  const accepted = acceptedSets({ sets });
  const verdict =
    accepted === 0
      ? 'R'
      : accepted < sets.length
        ? 'P'
        : sets.every((set) => set.verdict === 'accepted')
          ? 'A'
          : 'E';
  return { functionalId, controlNumber, version, sender, receiver, stated, codes, verdict, sets };
}

/** Reads one set unless its envelope refuses it already; `because` is a refusal from further out. */
function readSet(
  { text, context, seen }: Reading,
  interchange: ReadInterchange,
  group: ReadGroup,
  set: ReadSet,
  because: string | undefined,
): Outcome {
  const { delimiters, isa } = interchange;
  const findings = new FindingList();
  findings.add(...group.findings, ...set.findings);
  if (because) {
    const at = { field: 'ST02', value: set.controlNumber };
    findings.add(finding('V1', 'reject', at, `set ${set.controlNumber} is not used because ${because}`));
  }
  const outcome = (
    asnId: string | undefined,
    lineCount: number,
    rest: Pick<SetReport, 'codes' | 'errors'>,
    notice?: ReadNotice['notice'],
  ): Outcome => {
    const all = findings.all();
    const verdict: Verdict =
      notice === undefined ? 'rejected' : all.length > 0 ? 'accepted-with-errors' : 'accepted';
    const { setId, controlNumber } = set;
    return {
      read: { asnId, findings: all, lineCount, notice },
      report: { setId, controlNumber, verdict, ...rest },
    };
  };
  if (set.codes.length > 0 || group.codes.length > 0)
    return outcome(undefined, 0, { codes: set.codes, errors: [] });

  const reader = new ShipNoticeReader(context, delimiters, set.position);
  const read = function* (into: ShipNoticeReader): Generator<AnnouncedLine> {
    for (const segment of segments(text, delimiters, set.start, set.end, set.position)) {
      const line = into.take(segment);
      if (line) yield line;
    }
  };
  for (const _ of read(reader));
  const { header, asnId } = reader.close([isa[12], group.controlNumber, set.controlNumber].join('/'), seen);
  findings.add(...reader.log.findings.all());
  const { errors } = reader.log;
  const { lineCount, poIds } = reader.tally;
  const report = { codes: errors.length > 0 ? (['5'] as const) : [], errors };
  if (because || !header || findings.refused) return outcome(asnId, lineCount, report);
  return outcome(asnId, lineCount, report, {
    site: header.site,
    data: { ...header.data, poIds: [...poIds], findings: [...findings.all()] },
    test: isa[14] === 'T',
    lineCount,
    lines: () => read(new ShipNoticeReader(context, delimiters, set.position)),
  });
}
