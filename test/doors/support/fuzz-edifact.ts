import { renderAperak, renderContrl } from '../../../lambdas/doors/edifact/answers.ts';
import type { DoorContext, ParsedFile } from '../../../lambdas/doors/notice.ts';
import { readPartnerFile } from '../../../lambdas/doors/read-file.ts';
import { despatchAdvice, edifactContext, edifactOf, messageOf } from './edifact.ts';
import { generator, mutate } from './fuzz.ts';
import { SITE_GLN } from './notices.ts';

/** The fuzzer of the doors for EDIFACT: the same seed breaks the same bytes the same way. */

interface EdifactSeed {
  readonly bytes: Uint8Array;
  readonly context: DoorContext;
}

/** Valid files of every message that is read. */
export function edifactSeeds(): readonly EdifactSeed[] {
  const header = ['DTM+137:20260301:102', 'RFF+ON:PO-1', `NAD+DP+${SITE_GLN}::9`];
  const line = ['LIN+1+5', 'PIA+5+SKU-1:IN', 'QTY+21:36'];
  const bodies = {
    ORDERS: ['BGM+220+PO-1+9', ...header, ...line, 'PRI+AAA:12.5', 'UNS+S', 'CNT+2:1'],
    ORDRSP: ['BGM+231+R-1+29', 'DTM+69:20260312:102', ...header, ...line, 'UNS+S'],
    RECADV: [
      'BGM+352::9+RCV-1+9',
      'DTM+50:20260302:102',
      ...header,
      'CPS+1',
      'LIN+1',
      'PIA+5+S?+1:IN',
      'QTY+194:9',
    ],
    INVRPT: ['BGM+35+INV-1+9', 'DTM+137:20260301:102', 'LIN+1++9506000005041:EN', 'QTY+145:300', 'QTY+21:5'],
  };
  const others = Object.entries(bodies).map(([type, body], index) =>
    messageOf(type, body, String(index + 2)),
  );
  const files = [
    edifactOf([messageOf('DESADV', despatchAdvice('DES-1', 3))]),
    edifactOf([messageOf('DESADV', despatchAdvice('DES-2', 1)), ...others], { una: "UNA:+.? '\n" }),
    edifactOf(others, { lineEnd: '' }),
  ];
  return files.map((text) => ({ bytes: Buffer.from(text), context: edifactContext() }));
}

export function fuzzEdifact(seeds: readonly EdifactSeed[], runs: number, seed: number) {
  const random = generator(seed);
  const violations: { readonly run: number; readonly what: string }[] = [];
  const verdicts = { accepted: 0, 'accepted-with-errors': 0, rejected: 0 };
  for (let run = 0; run < runs; run++) {
    const one = seeds[random(seeds.length)];
    if (!one) throw new Error('the fuzzer needs at least one valid file');
    const bytes = mutate(one.bytes, random);
    try {
      const parsed = readPartnerFile({ name: 'broken.edifact', bytes }, one.context);
      verdicts[parsed.verdict]++;
      for (const what of dishonesties(parsed)) violations.push({ run, what });
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
  return found;
}
