import type { ParsedFile } from '../../../lambdas/doors/notice.ts';
import type { Seed } from './fuzz.ts';
import { interchangeOf, shipNotice } from './notices.ts';
import { SAMPLES, sampleSets, x12Context, x12Of } from './x12.ts';

/** Valid files of every set that is read, with the delimiters partners use. */
export function x12Seeds(): readonly Seed[] {
  const every = Object.keys(SAMPLES);
  const answers = {
    setId: '997',
    body: ['AK1*PO*7', 'AK2*850*0001', 'AK3*PO1*9**8', 'AK4*2*330*7*X', 'AK5*R*5', 'AK9*R*1*1*0'],
  };
  const odd = { element: '|', component: '^', segment: "'" };
  const texts = [
    ...every.map((setId) => x12Of(sampleSets(setId))),
    ...every.map((setId) => x12Of(sampleSets(setId), { delimiters: odd, lineEnd: '\r\n  ' })),
    x12Of([answers, ...sampleSets(...every.slice(0, 4))], { lineEnd: '' }),
    interchangeOf([[shipNotice({ asnId: 'ASN-1', lines: 3 }), shipNotice({ asnId: 'ASN-2', set: '0002' })]]),
  ];
  return texts.map((text) => ({ name: 'broken.x12', bytes: Buffer.from(text), context: x12Context() }));
}

/** The segment each line of a set begins with. */
const LINES: Readonly<Record<string, string>> = {
  '180': 'BLI',
  '846': 'LIN',
  '850': 'PO1',
  '855': 'PO1',
  '860': 'POC',
  '861': 'RCD',
  '940': 'W01',
  '943': 'W04',
  '944': 'W07',
  '945': 'W12',
  '947': 'W19',
};

/**
 * Sets that were used, as a second, naive reader finds them in the text: their SE01 counts their segments, and their
 * documents have a line for each segment that begins one.
 */
export function x12Disagreements(parsed: ParsedFile, bytes: Buffer): readonly string[] {
  const text = bytes.toString('utf8');
  const isa = text.slice(text.indexOf('ISA'));
  const element = isa.charAt(3);
  const terminator = isa.split(element).slice(16).join(element).charAt(1);
  const all = isa.split(terminator).map((one) =>
    one
      .replace(/[\r\n]/g, '')
      .trimStart()
      .split(element),
  );
  const starts = all.flatMap(([id], index) => (id === 'ST' ? [index] : []));
  const sets = (parsed.report.interchanges ?? []).flatMap(({ groups }) =>
    groups.flatMap((group) => group.sets),
  );
  // Further interchanges may have other delimiters, which the naive reader does not follow.
  if (starts.length !== sets.length || text.split('ISA').length !== 2) return [];
  const documents = parsed.documents.flatMap(({ document }) =>
    'lines' in document ? [document.lines.length] : [],
  );
  return sets.flatMap(({ setId, verdict }, index) => {
    if (verdict === 'rejected') return [];
    const set = all.slice(
      starts[index],
      all.findIndex(([id], at) => id === 'SE' && at > (starts[index] ?? 0)) + 1,
    );
    const begins = LINES[setId];
    const found: string[] = [];
    if (Number(set.at(-1)?.[1]) !== set.length)
      found.push(`SE01 ${set.at(-1)?.[1]} of a set of ${set.length} segments`);
    if (begins === undefined) return found;
    const [lines, read] = [set.filter(([id]) => id === begins).length, documents.shift()];
    if (read !== lines) found.push(`${read} lines read of ${lines} ${begins} in a ${setId}`);
    return found;
  });
}
