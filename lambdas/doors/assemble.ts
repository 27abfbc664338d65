import type { Finding } from '../../events/inbound.ts';
import { finding } from './findings.ts';
import type { FileFormat, FileReport, NoticeReport, ParsedFile, ReadNotice } from './notice.ts';

/** A file nothing was read from. */
export function refuseFile(format: FileReport['format'], ...findings: readonly Finding[]): ParsedFile<never> {
  return {
    verdict: 'rejected',
    notices: [],
    documents: [],
    findings,
    report: { format, verdict: 'rejected', notices: [], findings },
  };
}

/** Puts what a file holds together; a file without one usable notice or document is rejected. */
export function assembleFile<Lines>(
  format: FileFormat,
  read: readonly ReadNotice<Lines>[],
  findings: readonly Finding[],
  answers: Pick<FileReport, 'interchanges' | 'edifact'> = {},
): ParsedFile<Lines> {
  const notices = read.flatMap(({ notice }) => notice ?? []);
  const documents = read.flatMap(({ document }) => document ?? []);
  const reports = read.map(
    ({ asnId, format: kind, findings: found, lineCount, notice, document }): NoticeReport => ({
      ...(asnId === undefined ? {} : { asnId }),
      ...(kind !== undefined && { format: kind }),
      verdict:
        notice === undefined && document === undefined
          ? 'rejected'
          : found.length > 0
            ? 'accepted-with-errors'
            : 'accepted',
      lineCount,
      findings: found,
    }),
  );
  const clean = findings.length === 0 && reports.every((report) => report.verdict === 'accepted');
  const verdict =
    notices.length + documents.length === 0 ? 'rejected' : clean ? 'accepted' : 'accepted-with-errors';
  const report = {
    format,
    verdict,
    notices: reports,
    findings,
    ...answers,
  } as const;
  return {
    verdict,
    notices,
    documents,
    findings: [...findings, ...read.flatMap((one) => one.findings)],
    report,
  };
}

/** The second notice of one number in one file is refused: nobody can say which of them counts. */
export function repeatedNotice(asnId: string, field: string): Finding {
  const message = `the file holds notice ${asnId} before; send one of them, or a replacement in a later file`;
  return finding('NOTICE_REPEATED', 'reject', { field, value: asnId }, message);
}
