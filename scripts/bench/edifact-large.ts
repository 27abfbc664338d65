import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Figure } from './figure.ts';
import type { ReadStream } from './read-edifact.ts';

const SMALL = 2;
const LARGE = 200;
const MEGABYTE = 1024 * 1024;

export const edifactLarge: Figure = {
  name: 'edifact-large',
  title: 'Memory of a large EDIFACT file',
  how:
    `Despatch advices of 100 lines, made as they are read, ${SMALL} MB and ${LARGE} MB of them in pieces of 64 KB: cut into segments, ` +
    'envelopes and structure checked, each in a fresh process with a heap of 64 MB. Peak is the most memory the process ever held (maximum resident set).',
  measure: async () => {
    const [small, large] = [read(SMALL), read(LARGE)];
    return [
      { what: `${SMALL} MB: peak`, value: small.peak / MEGABYTE, unit: 'MB' },
      {
        what: `${LARGE} MB: peak`,
        value: large.peak / MEGABYTE,
        unit: 'MB',
        detail: `${large.segments} segments in ${large.messages} messages, ${large.faults} faults`,
      },
      { what: `${LARGE} MB to ${SMALL} MB`, value: large.peak / small.peak, unit: 'times', atMost: 1.5 },
      { what: 'faults found in files without one', value: small.faults + large.faults, unit: '', atMost: 0 },
      { what: 'speed', value: large.bytes / MEGABYTE / (large.milliseconds / 1000), unit: 'MB/s' },
    ];
  },
};

function read(megabytes: number): ReadStream {
  const script = path.join(import.meta.dirname, 'read-edifact.ts');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--max-old-space-size=64', '--max-semi-space-size=4', script, String(megabytes)],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${megabytes} MB of EDIFACT were not read: ${stderr.trim()}`);
  return JSON.parse(stdout) as ReadStream;
}
