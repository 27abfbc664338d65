import type { Finding } from '../../../events/inbound.ts';
import { APERAK } from './messages/aperak.ts';
import { CONTRL } from './messages/contrl.ts';
import type { EdifactReport, MessageReport, ServiceFault } from './report.ts';
import type { WrittenSegment } from './tokenizer.ts';
import { writeMoment } from './values.ts';
import { writeInterchange } from './write-interchange.ts';

/** What an interchange is answered with: one CONTRL for its syntax, one APERAK for each message whose content is wrong. */

/** Who answers when, under which reference of our own. */
interface AnswerStamp {
  readonly controlNumber: string;
  /** UTC, ISO 8601. */
  readonly at: string;
}

const REJECTED = '4';
const ACKNOWLEDGED = '7';

/** Answers are not answered: an interchange of them alone has no CONTRL. */
export function renderContrl(report: EdifactReport, stamp: AnswerStamp): string | undefined {
  const messages = [...report.messages, ...report.groups.flatMap((one) => one.messages)];
  if (messages.length > 0 && messages.every(({ identifier }) => identifier[0] === 'CONTRL')) return undefined;
  const { fault, reference, sender, recipient } = report;
  // Of an interchange that is refused as a whole nothing else is said.
  const rest = fault
    ? []
    : [
        ...report.messages.flatMap(answerMessage),
        ...report.groups.flatMap((group): WrittenSegment[] => [
          ['UCF', group.reference, group.sender, group.recipient, ...actionOf(group.fault)],
          ...(group.fault ? [] : group.messages.flatMap(answerMessage)),
        ]),
      ];
  const segments: WrittenSegment[] = [['UCI', reference, sender, recipient, ...actionOf(fault)], ...rest];
  return answer(report, [{ description: CONTRL, segments }], stamp);
}

/** One APERAK per message that was read and is not used, or is used with findings; nothing when there is none. */
export function renderAperak(report: EdifactReport, stamp: AnswerStamp): string | undefined {
  const messages = [...report.messages, ...report.groups.flatMap((one) => one.messages)].filter(
    ({ content, identifier }) => content.length > 0 && !['CONTRL', 'APERAK'].includes(identifier[0] ?? ''),
  );
  if (messages.length === 0) return undefined;
  const written = messages.map((message, index) => ({
    description: APERAK,
    segments: answerContent(report, message, `${stamp.controlNumber}${index + 1}`, stamp.at),
  }));
  return answer(report, written, stamp);
}

function answer(
  { sender, recipient, test, characters }: EdifactReport,
  messages: Parameters<typeof writeInterchange>[0],
  { controlNumber, at }: AnswerStamp,
): string {
  return writeInterchange(messages, {
    sender: recipient,
    recipient: sender,
    reference: controlNumber,
    at,
    test,
    characters,
  });
}

function answerMessage({ reference, identifier, fault, segments }: MessageReport): readonly WrittenSegment[] {
  const action = fault === undefined && segments.length > 0 ? ([REJECTED] as const) : actionOf(fault);
  return [
    ['UCM', reference, identifier, ...action],
    ...segments.flatMap(({ position, code = '', elements }): WrittenSegment[] => [
      ['UCS', String(position), code],
      ...elements.map(({ code: why, element, component }) => ['UCD', why, pair(element, component)] as const),
    ]),
  ];
}

/** 0083 with what a fault adds: its code, the service segment and the element. */
function actionOf(fault: ServiceFault | undefined): readonly (string | readonly string[])[] {
  if (!fault) return [ACKNOWLEDGED];
  const { code, tag = '', element, component } = fault;
  return [REJECTED, code, tag, ...(element === undefined ? [] : [pair(element, component)])];
}

function pair(element: number, component: number | undefined): readonly string[] {
  return [String(element), component === undefined ? '' : String(component)];
}

function answerContent(
  report: EdifactReport,
  { reference, documentId, verdict, content }: MessageReport,
  number: string,
  at: string,
): readonly WrittenSegment[] {
  const refused = verdict === 'rejected';
  return [
    ['BGM', refused ? '313' : '312', number, '9', refused ? 'RE' : 'AP'],
    writeMoment('137', `${at.slice(0, 19)}Z`),
    ...(documentId === undefined ? [] : [['RFF', ['ACW', documentId]] as const]),
    ['RFF', ['AGO', `${report.reference}/${reference}`]],
    ...content.flatMap(answerFinding),
  ];
}

function answerFinding({ code, line, message }: Finding): readonly WrittenSegment[] {
  return [
    ['ERC', [errorCode(code), '', '92']],
    ['FTX', 'AAO', '', '', pieces(message)],
    ...(line === undefined ? [] : [['RFF', ['LI', String(line)]] as const]),
  ];
}

/** 9321 has 8 characters: a finding's code without what makes it readable. */
export function errorCode(code: string): string {
  return code.replaceAll('_', '').slice(0, 8);
}

/** Free text has five components of 70 characters. */
function pieces(text: string): readonly string[] {
  const plain = [...text.replace(/[^\x20-\x7E]/g, ' ')];
  return Array.from({ length: 5 }, (_, index) => plain.slice(index * 70, (index + 1) * 70).join(''));
}
