import type { Finding } from '../../events/inbound.ts';
import { finding } from './findings.ts';
import type { FileReport, NoticeFormat, NoticeReport, ParsedFile, ReadNotice } from './notice.ts';
import type { InterchangeReport } from './x12/report-997.ts';

/** A file nothing was read from. */
export function refuseFile(format: FileReport['format'], ...findings: readonly Finding[]): ParsedFile {
  return {
    verdict: 'rejected',
    notices: [],
    findings,
    report: { format, verdict: 'rejected', notices: [], findings },
  };
}

/** Puts the notices of a file together; a file without one usable notice is rejected. */
export function assembleFile(
  format: NoticeFormat,
  read: readonly ReadNotice[],
  findings: readonly Finding[],
  interchanges?: readonly InterchangeReport[],
): ParsedFile {
  const notices = read.flatMap(({ notice }) => notice ?? []);
  const reports = read.map(
    ({ asnId, findings: found, lineCount, notice }): NoticeReport => ({
      ...(asnId === undefined ? {} : { asnId }),
      verdict: notice === undefined ? 'rejected' : found.length > 0 ? 'accepted-with-errors' : 'accepted',
      lineCount,
      findings: found,
    }),
  );
  const clean = findings.length === 0 && reports.every((report) => report.verdict === 'accepted');
  const verdict = notices.length === 0 ? 'rejected' : clean ? 'accepted' : 'accepted-with-errors';
  const report = {
    format,
    verdict,
    notices: reports,
    findings,
    ...(interchanges && { interchanges }),
  } as const;
  return { verdict, notices, findings: [...findings, ...read.flatMap((one) => one.findings)], report };
}

/** The second notice of one number in one file is refused: nobody can say which of them counts. */
export function repeatedNotice(asnId: string, field: string): Finding {
  const message = `the file holds notice ${asnId} before; send one of them, or a replacement in a later file`;
  return finding('NOTICE_REPEATED', 'reject', { field, value: asnId }, message);
}
