import type { CsvFormat } from '../../../lambdas/domain/csv-files.ts';
import { readPartnerFile } from '../../../lambdas/doors/read-file.ts';
import { csvDocumentContext, csvNames, csvTexts } from './csv-documents.ts';
import { generator, mutate } from './fuzz.ts';

/** Breaks the CSV files that hold no notices, as `fuzz.ts` breaks those that do. */
export function fuzzCsvDocuments(runs: number, seed: number) {
  const random = generator(seed);
  const formats = Object.keys(csvNames) as CsvFormat[];
  const context = csvDocumentContext();
  const violations: { readonly run: number; readonly what: string }[] = [];
  let [rejected, used] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const format = formats[random(formats.length)] ?? 'csv-stock';
    const bytes = mutate(Buffer.from(csvTexts[format]), random);
    try {
      const { verdict, findings, documents, report } = readPartnerFile(
        { name: csvNames[format], bytes },
        context,
      );
      if (verdict === 'rejected') rejected += 1;
      else used += 1;
      const refused = findings.some(({ action }) => action === 'reject');
      if (verdict === 'rejected' && (!refused || documents.length > 0))
        violations.push({ run, what: 'rejected without a reason, or with documents' });
      if (verdict === 'accepted' && findings.length > 0)
        violations.push({ run, what: 'accepted with findings' });
      const kept = report.notices.filter((one) => one.verdict !== 'rejected');
      if (kept.length !== documents.length)
        violations.push({ run, what: 'its report counts other documents than are used' });
      for (const { document } of documents)
        if ('lines' in document && document.lines.length !== linesOf(document.documentId, kept))
          violations.push({ run, what: `${document.documentId} lost a line` });
    } catch (error) {
      violations.push({ run, what: `threw ${(error as Error).stack}` });
    }
  }
  return { violations, rejected, used };
}

function linesOf(
  id: string,
  reports: readonly { readonly asnId?: string; readonly lineCount: number }[],
): number | undefined {
  return reports.find(({ asnId }) => asnId === id)?.lineCount;
}
