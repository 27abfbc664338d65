import type { Finding } from '../../../events/inbound.ts';
import { assembleFile, refuseFile } from '../assemble.ts';
import { finding } from '../findings.ts';
import { type DoorContext, LIMITS, type ParsedFile, type ReadNotice, type Verdict } from '../notice.ts';
import { type ReadGroup, type ReadInterchange, readInterchange } from './envelope.ts';
import { setsOf } from './kinds.ts';
import { mayCome, notAgreed, type Reading, readSet } from './read-set.ts';
import { acceptedSets, type GroupReport, type InterchangeReport, type SetReport } from './report-997.ts';
import { readInterchangeAcknowledgment } from './sets/acknowledgment-997.ts';
import { readDelimiters, skipLayout } from './tokenizer.ts';

/**
 * X12 files: any number of interchanges, groups and sets. A set is used whole or not at all; a fault of
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
      const message = `a file holds at most ${LIMITS.notices} sets; split it`;
      return refuseFile(
        'x12',
        finding('FILE_TOO_LARGE', 'reject', { field: '(file)', value: String(read.length) }, message),
      );
    }
  }
  if (read.length === 0 && findings.length === 0) {
    findings.push(
      finding('FILE_EMPTY', 'reject', { field: '(file)', value: '' }, 'the file holds no transaction set'),
    );
  }
  return assembleFile('x12', read, findings, { interchanges });
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
    groups: interchange.groups.map((group) => withAgreement(group, partner)),
    note: interchange.note === '000' ? (found[0]?.note ?? '000') : interchange.note,
    findings: [...interchange.findings, ...found.map((one) => one.finding)],
  };
}

/** Whether sets of this group are read here, and may come from this partner. */
function withAgreement(group: ReadGroup, { partnerId, formats }: DoorContext['partner']): ReadGroup {
  const { functionalId, position, codes, findings } = group;
  const sets = setsOf(functionalId);
  if (sets.some((setId) => mayCome(setId, formats))) return group;
  const at = { field: 'GS01', value: functionalId };
  const found =
    sets.length === 0
      ? finding('V1', 'reject', at, `segment ${position}: GS01 ${functionalId} is not read here`)
      : finding('FILE_FORMAT', 'reject', at, notAgreed(position, partnerId, formats, sets));
  return { ...group, codes: ['1', ...codes], findings: [found, ...findings] };
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
  const read = [
    ...interchange.acknowledgments.map((ta1) => readInterchangeAcknowledgment(ta1, isa[14] === 'T', refused)),
    ...groups.flatMap((group) => group.outcomes.map((one) => one.read)),
  ];
  const used = read.filter(({ notice, document }) => notice !== undefined || document !== undefined).length;
  const clean =
    interchange.findings.length === 0 &&
    groups.every(({ report }) => report.verdict === 'A') &&
    read.every(({ findings }) => findings.length === 0);
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
      acknowledgments: interchange.acknowledgments.length,
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
