import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Figure } from './figure.ts';

const SMALL = 2;
const LARGE = 200;
const MEGABYTE = 1024 * 1024;
const PIECE = 64 * 1024;

/** Sizes in bytes; `peak` is the most memory ever held. */
export interface ReadStream {
  readonly segments: number;
  readonly messages: number;
  readonly faults: number;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly peak: number;
}

/** Memory of reading a file far larger than the heap: `script` reads as many megabytes as its argument says. */
export function streamFigure(
  format: string,
  { name, what, script }: { readonly name: string; readonly what: string; readonly script: string },
): Figure {
  return {
    name,
    title: `Memory of a large ${format} file`,
    how:
      `${what}, made as they are read, ${SMALL} MB and ${LARGE} MB of them in pieces of 64 KB, each in a fresh process with a heap of ` +
      '64 MB. Peak is the most memory the process ever held (maximum resident set).',
    measure: async () => {
      const [small, large] = [read(script, SMALL), read(script, LARGE)];
      return [
        { what: `${SMALL} MB: peak`, value: small.peak / MEGABYTE, unit: 'MB' },
        {
          what: `${LARGE} MB: peak`,
          value: large.peak / MEGABYTE,
          unit: 'MB',
          detail: `${large.segments} segments in ${large.messages} messages, ${large.faults} faults`,
        },
        { what: `${LARGE} MB to ${SMALL} MB`, value: large.peak / small.peak, unit: 'times', atMost: 1.5 },
        {
          what: 'faults found in files without one',
          value: small.faults + large.faults,
          unit: '',
          atMost: 0,
        },
        { what: 'speed', value: large.bytes / MEGABYTE / (large.milliseconds / 1000), unit: 'MB/s' },
      ];
    },
  };
}

function read(script: string, megabytes: number): ReadStream {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--max-old-space-size=64',
      '--max-semi-space-size=4',
      path.join(import.meta.dirname, script),
      String(megabytes),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${script} did not read ${megabytes} MB: ${stderr.trim()}`);
  return JSON.parse(stdout) as ReadStream;
}

/**
 * The process of a stream figure: reads as many megabytes of one interchange after the other as its argument says, and
 * prints what that took.
 */
export async function readStream(
  interchange: string,
  readPieces: (
    pieces: AsyncIterable<string>,
  ) => Promise<Pick<ReadStream, 'segments' | 'messages' | 'faults'>>,
): Promise<void> {
  const wanted = Number(process.argv[2]) * MEGABYTE;
  let bytes = 0;
  async function* pieces() {
    let rest = '';
    while (bytes < wanted || rest !== '') {
      if (rest.length < PIECE && bytes < wanted) {
        rest += interchange;
        bytes += interchange.length;
      }
      yield rest.slice(0, PIECE);
      rest = rest.slice(PIECE);
    }
  }
  const began = performance.now();
  const result = await readPieces(pieces());
  const milliseconds = performance.now() - began;
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ ...result, bytes, milliseconds, peak } satisfies ReadStream));
}
