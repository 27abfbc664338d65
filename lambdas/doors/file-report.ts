import type { Finding } from '../../events/inbound.ts';
import type { FileReport, NoticeReport } from './notice.ts';

const VERDICTS = {
  accepted: 'accepted',
  'accepted-with-errors': 'accepted, with findings',
  rejected: 'REJECTED',
} as const;

/** A file's report for the people who sent it: what was used, what was not, and what to correct. */
export function renderReport(name: string, { format, verdict, notices, findings }: FileReport): string {
  const used = notices.filter((notice) => notice.verdict !== 'rejected').length;
  return [
    `${name} (${format}): ${VERDICTS[verdict]}; ${used} of ${notices.length} ${notices.some(({ format: kind }) => kind) ? 'messages' : 'notices'} used`,
    ...findings.map(renderFinding),
    ...notices.flatMap(renderNotice),
    '',
  ].join('\n');
}

function renderNotice({ asnId, format, verdict, lineCount, findings }: NoticeReport): readonly string[] {
  const kind = format ?? 'notice';
  const name = asnId === undefined ? `a ${kind} without a number` : `${kind} ${asnId}`;
  return [
    `${name}: ${VERDICTS[verdict]}, ${lineCount} ${lineCount === 1 ? 'line' : 'lines'}`,
    ...findings.map(renderFinding),
  ];
}

function renderFinding({ code, action, field, value, message }: Finding): string {
  const mark = action === 'reject' ? 'refused' : 'warning';
  return `  ${mark} ${code} ${field}${value === '' ? '' : ` = ${value}`}: ${message}`;
}
