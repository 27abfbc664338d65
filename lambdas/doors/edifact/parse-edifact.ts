import type { Finding } from '../../../events/inbound.ts';
import { assembleFile, refuseFile } from '../assemble.ts';
import { finding } from '../findings.ts';
import { type DoorContext, LIMITS, type ParsedFile, type Verdict } from '../notice.ts';
import { decodeEdifact, looksLikeUtf8 } from './characters.ts';
import {
  type EnvelopeFault,
  EnvelopeWalk,
  envelopeFault,
  type ReadGroup,
  type ReadInterchange,
  type ReadMessage,
  UNB,
} from './envelope.ts';
import { type Outcome, type Reading, readMessage } from './read-message.ts';
import type { EdifactReport, GroupReport } from './report.ts';
import { SegmentScanner, segmentsOf, textAt } from './tokenizer.ts';

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
