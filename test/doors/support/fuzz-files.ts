import { renderAperak, renderContrl } from '../../../lambdas/doors/edifact/answers.ts';
import type { ParsedFile } from '../../../lambdas/doors/notice.ts';
import { readPartnerFile } from '../../../lambdas/doors/read-file.ts';
import { renderAnswer } from '../../../lambdas/doors/x12/report-997.ts';
import { generator, mutate, type Seed } from './fuzz.ts';

/** A fuzzer of the doors by kind of file: the same seed breaks the same bytes the same way. */

export interface FileFuzz {
  readonly violations: readonly { readonly run: number; readonly what: string }[];
  readonly rejected: number;
  readonly used: number;
}

/** Breaks valid files; `disagreements` is what a second, naive reader of their kind holds against what was read. */
export function fuzzFiles(
  seeds: readonly Seed[],
  runs: number,
  seed: number,
  disagreements: (parsed: ParsedFile, bytes: Buffer) => readonly string[] = () => [],
): FileFuzz {
  const random = generator(seed);
  const violations: { readonly run: number; readonly what: string }[] = [];
  const verdicts = { accepted: 0, 'accepted-with-errors': 0, rejected: 0 };
  for (let run = 0; run < runs; run++) {
    const one = seeds[random(seeds.length)];
    if (!one) throw new Error('the fuzzer needs at least one valid file');
    const bytes = mutate(one.bytes, random);
    try {
      const parsed = readPartnerFile({ name: one.name, bytes }, one.context);
      verdicts[parsed.verdict]++;
      for (const what of [...dishonesties(parsed), ...disagreements(parsed, bytes)])
        violations.push({ run, what });
    } catch (error) {
      violations.push({ run, what: `threw ${(error as Error).stack}` });
    }
  }
  return {
    violations,
    rejected: verdicts.rejected,
    used: verdicts.accepted + verdicts['accepted-with-errors'],
  };
}

function dishonesties(parsed: ParsedFile): string[] {
  const found: string[] = [];
  const refused = parsed.findings.some(({ action }) => action === 'reject');
  const held = parsed.notices.length + parsed.documents.length;
  if (parsed.verdict === 'rejected' && (!refused || held > 0))
    found.push('rejected without a reason, or with documents');
  if (parsed.verdict === 'accepted' && parsed.findings.length > 0) found.push('accepted with findings');
  for (const notice of parsed.notices) {
    const lines = [...notice.lines()].length;
    const stated = notice.data.control?.lineCount ?? lines;
    if (lines !== notice.lineCount || lines !== stated)
      found.push(`${lines} lines of ${notice.lineCount}, ${stated} stated`);
    if (notice.data.findings.some(({ action }) => action === 'reject'))
      found.push('used in spite of a refusal');
  }
  const answer = { controlNumber: '1', at: '2026-03-02T08:00:00Z' };
  for (const interchange of parsed.report.edifact ?? []) {
    renderContrl(interchange, answer);
    renderAperak(interchange, answer);
  }
  for (const interchange of parsed.report.interchanges ?? []) renderAnswer(interchange, answer);
  return found;
}
