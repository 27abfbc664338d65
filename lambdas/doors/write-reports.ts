import type { DoorDeps } from './announce.ts';
import { renderAperak, renderContrl } from './edifact/answers.ts';
import { renderReport } from './file-report.ts';
import type { LineSource, ParsedFile } from './notice.ts';
import { renderAnswer } from './x12/report-997.ts';

/** Where a file arrived, and when. */
export interface Arrival {
  readonly key: string;
  /** Tenant, partner and name of the file: the part of the key all its documents share. */
  readonly place: string;
  readonly tenantId: string;
  readonly partnerId: string;
  readonly name: string;
  readonly notifiedAt: string;
}

/** The report as data, with its text for people; for X12 and EDIFACT also the answer the partner's translator reads. */
export async function writeReports(
  arrival: Arrival,
  digest: string,
  parsed: ParsedFile<LineSource>,
  { documents }: DoorDeps,
): Promise<string> {
  const reportKey = `reports/${arrival.place}.report.json`;
  await documents.put(reportKey, reportOf(arrival, digest, parsed), 'application/json');
  const { interchanges = [] } = parsed.report;
  const answers = interchanges.flatMap((interchange, index) => {
    const controlNumber = controlNumberOf(digest, index);
    return renderAnswer(interchange, { controlNumber, at: arrival.notifiedAt }) ?? [];
  });
  if (answers.length > 0)
    await documents.put(`reports/${arrival.place}.997`, answers.join('\n'), 'application/edi-x12');
  const { edifact = [] } = parsed.report;
  const stamp = (index: number) => ({
    controlNumber: controlNumberOf(digest, index),
    at: arrival.notifiedAt,
  });
  for (const [ending, render] of [
    ['contrl', renderContrl],
    ['aperak', renderAperak],
  ] as const) {
    const answers = edifact.flatMap((interchange, index) => render(interchange, stamp(index)) ?? []);
    if (answers.length === 0) continue;
    await documents.put(`reports/${arrival.place}.${ending}`, answers.join(''), 'application/edifact');
  }
  return reportKey;
}

export function reportOf(
  { key, name, notifiedAt }: Arrival,
  digest: string,
  { report }: Pick<ParsedFile, 'report'>,
): string {
  return JSON.stringify(
    { key, receivedAt: notifiedAt, digest, text: renderReport(name, report), ...report },
    null,
    2,
  );
}

/** Our own control number: nine digits that follow from the file, so an answer sent twice is recognized as one. */
function controlNumberOf(digest: string, index: number): string {
  const number = BigInt(`0x${digest.slice(0, 14)}`) + BigInt(index);
  return String(number % 1_000_000_000n).padStart(9, '0');
}
