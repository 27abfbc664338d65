import { inMillionths, parseTotal, writeMillionths } from '../../../lambdas/doors/exact.ts';
import type { DoorContext, ParsedFile } from '../../../lambdas/doors/notice.ts';
import { readPartnerFile } from '../../../lambdas/doors/read-file.ts';
import { renderAnswer } from '../../../lambdas/doors/x12/report-997.ts';

/**
 * Breaks valid files in every way a transfer does and checks that the doors stay honest. The same seed breaks the same
 * bytes the same way, so a finding can be repeated; the unit tier runs a few thousand, the bench as many as it likes.
 */

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly context: DoorContext;
}

export interface FuzzResult {
  readonly runs: number;
  readonly accepted: number;
  readonly withErrors: number;
  readonly rejected: number;
  /** What must never happen, with what is needed to repeat it. */
  readonly violations: readonly {
    readonly file: string;
    readonly seed: number;
    readonly run: number;
    readonly what: string;
  }[];
}

export function fuzzDoors(files: readonly Seed[], runs: number, seed: number): FuzzResult {
  const random = generator(seed);
  const verdicts = { accepted: 0, 'accepted-with-errors': 0, rejected: 0 };
  const violations: FuzzResult['violations'][number][] = [];
  for (let run = 0; run < runs; run++) {
    const file = files[random(files.length)];
    if (!file) throw new Error('the fuzzer needs at least one valid file');
    const bytes = mutate(file.bytes, random);
    try {
      const parsed = readPartnerFile({ name: file.name, bytes }, file.context);
      verdicts[parsed.verdict]++;
      for (const what of dishonesties(parsed, bytes)) violations.push({ file: file.name, seed, run, what });
    } catch (error) {
      violations.push({ file: file.name, seed, run, what: `threw ${(error as Error).stack}` });
    }
  }
  return {
    runs,
    accepted: verdicts.accepted,
    withErrors: verdicts['accepted-with-errors'],
    rejected: verdicts.rejected,
    violations,
  };
}

/** A whole number below `limit`, the same sequence for the same seed (mulberry32). */
export function generator(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** One to three accidents: a byte changed, the file cut, a stretch lost, repeated, moved, or typed over. */
export function mutate(bytes: Uint8Array, random: (limit: number) => number): Buffer {
  let broken = Buffer.from(bytes);
  for (let accidents = 1 + random(3); accidents > 0; accidents--) {
    const at = random(broken.length + 1);
    const to = Math.min(broken.length, at + 1 + random(random(4) === 0 ? 400 : 12));
    const [head, middle, tail] = [broken.subarray(0, at), broken.subarray(at, to), broken.subarray(to)];
    switch (random(7)) {
      case 0:
        if (at < broken.length) broken[at] = (broken[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        broken = Buffer.concat([head]);
        break;
      case 2:
        broken = Buffer.concat([head, tail]);
        break;
      case 3:
        broken = Buffer.concat([head, middle, middle, tail]);
        break;
      case 4:
        broken = Buffer.concat([middle, head, tail]);
        break;
      case 5:
        broken = Buffer.concat([head, Buffer.from('0123456789*~>,"\n{}[]'.charAt(random(20))), tail]);
        break;
      default:
        // Whole lines are lost or repeated more often than bytes.
        broken = repeatLine(broken, random);
    }
  }
  return broken;
}

function repeatLine(bytes: Buffer, random: (limit: number) => number): Buffer<ArrayBuffer> {
  const lines = bytes.toString('latin1').split('\n');
  const at = random(lines.length);
  const copies = random(2) * 2;
  return Buffer.from(
    lines.flatMap((line, index) => (index === at ? Array<string>(copies).fill(line) : [line])).join('\n'),
    'latin1',
  );
}

/** What an accepted notice must keep to, whatever happened to its file. */
function dishonesties(parsed: ParsedFile, bytes: Buffer): string[] {
  const found: string[] = [];
  const refused = parsed.findings.some(({ action }) => action === 'reject');
  if (parsed.verdict === 'rejected' && (!refused || parsed.notices.length > 0))
    found.push('rejected without a reason, or with notices');
  if (parsed.verdict === 'accepted' && parsed.findings.length > 0) found.push('accepted with findings');
  for (const notice of parsed.notices) {
    const lines = [...notice.lines()];
    const sum = lines.reduce((total, { line }) => total + inMillionths(line.quantity), 0n);
    const { lineCount, hashTotal } = notice.data.control ?? {};
    if (lines.length !== notice.lineCount)
      found.push(`${lines.length} lines read again, ${notice.lineCount} read first`);
    if (lineCount !== undefined && lineCount !== lines.length)
      found.push(`${lines.length} lines, its control says ${lineCount}`);
    if (hashTotal !== undefined && parseTotal(hashTotal) !== sum)
      found.push(`adds up to ${writeMillionths(sum)}, its control says ${hashTotal}`);
    if (notice.data.findings.some(({ action }) => action === 'reject'))
      found.push('used in spite of a refusal');
    if (notice.data.origin.format === 'x12-856')
      found.push(...disagreements(notice.data.asnId, lines.length, sum, bytes.toString('utf8')));
  }
  for (const interchange of parsed.report.interchanges ?? []) {
    renderAnswer(interchange, { controlNumber: '000000001', at: '2026-03-02T08:00:00Z' });
  }
  return found;
}

/**
 * The totals of an accepted 856 as a second, naive reader finds them in the text: every set that names the notice must
 * be counted right by its own SE01 and CTT, unless there are several of them.
 */
function disagreements(asnId: string, lines: number, sum: bigint, text: string): string[] {
  const isa = text.slice(text.indexOf('ISA'));
  const element = isa.charAt(3);
  const terminator = isa.split(element).slice(16).join(element).charAt(1);
  const all = isa.split(terminator).map((one) =>
    one
      .replace(/[\r\n]/g, '')
      .trimStart()
      .split(element),
  );
  const at = all.flatMap(([id, , name], index) => (id === 'BSN' && name?.trim() === asnId ? [index] : []));
  const start = (at[0] ?? 0) - 1;
  // Further interchanges may have other delimiters, which the naive reader does not follow.
  if (at.length !== 1 || text.split('ISA').length !== 2) return [];
  const end = all.findIndex(([id], index) => index > start && id === 'SE');
  const set = all.slice(start, end + 1);
  const said = (id: string) => set.find(([first]) => first === id) ?? [];
  const count = (id: string) => set.filter(([first]) => first === id).length;
  const [, hlCount = '', hash = ''] = said('CTT');
  const found: string[] = [];
  if (Number(said('SE')[1]) !== set.length)
    found.push(`SE01 ${said('SE')[1]} of a set of ${set.length} segments`);
  if (hlCount.trim() !== '' && Number(hlCount) !== count('HL'))
    found.push(`CTT01 ${hlCount} over ${count('HL')} HL`);
  if (set.filter(([id, , , level]) => id === 'HL' && level?.trim() === 'I').length !== lines)
    found.push(`${lines} lines of other item loops`);
  const shipped = set.reduce(
    (total, [id, , quantity = '']) => total + (id === 'SN1' ? (parseTotal(quantity.trim()) ?? 0n) : 0n),
    0n,
  );
  if (hash.trim() !== '' && parseTotal(hash.trim()) !== shipped)
    found.push(`CTT02 ${hash} over ${writeMillionths(shipped)}`);
  if (shipped < sum) found.push('more announced than sent');
  return found;
}
