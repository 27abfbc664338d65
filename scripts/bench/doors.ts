import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contextOf, readScenario } from '../../test/doors/support/files.ts';
import { fuzzDoors } from '../../test/doors/support/fuzz.ts';
import { type Figure, secondsSince } from './figure.ts';
import { largeNotice } from './large-file.ts';
import type { ReadNotice } from './read-notice.ts';

const FUZZ_RUNS = 100_000;
const SEED = 20_260_302;
const MEGABYTE = 1024 * 1024;

export const fuzz: Figure = {
  name: 'fuzz',
  title: 'Broken files at the doors',
  how:
    `${FUZZ_RUNS} files of the scenario (X12 856, JSON, CSV), each broken in one to three ways from seed ${SEED}, read in this ` +
    'process. A violation is an exception, a notice used against its own totals, or a refusal without a reason.',
  measure: async () => {
    const files = (
      [
        ['northwind-grocery', 'acorn-edi', 'clean.edi'],
        ['northwind-grocery', 'acorn-edi', 'item-above-pack.edi'],
        ['northwind-grocery', 'acorn-edi', 'one-set-refused.edi'],
        ['northwind-grocery', 'acorn-edi', 'replace.json'],
        ['northwind-grocery', 'bright-csv', 'two-notices.csv'],
        ['harbor-home', 'acorn-edi', 'odd-delimiters.edi'],
        ['harbor-home', 'acorn-edi', 'clean.json'],
      ] as const
    ).map(([tenant, partner, name]) => ({
      ...readScenario(tenant, partner, name),
      context: contextOf(tenant, partner),
    }));
    const began = performance.now();
    const { violations, accepted, withErrors, rejected } = fuzzDoors(files, FUZZ_RUNS, SEED);
    const seconds = secondsSince(began);
    const [first] = violations;
    return [
      {
        what: 'violations',
        value: violations.length,
        unit: '',
        atMost: 0,
        ...(first && { detail: `${first.file}, seed ${first.seed}, run ${first.run}: ${first.what}` }),
      },
      { what: 'refused', value: rejected, unit: 'files', atLeast: 1 },
      { what: 'still read', value: accepted + withErrors, unit: 'files', atLeast: 1 },
      { what: 'speed', value: FUZZ_RUNS / seconds, unit: 'files/s' },
    ];
  },
};

const SMALL = 1_000;
const LARGE = 10_000;

export const doorMemory: Figure = {
  name: 'door-memory',
  title: 'Memory of the door',
  how:
    `The door reads a CSV notice of ${SMALL} and of ${LARGE} lines, each in a fresh process with the heap a 512 MB function has. ` +
    'What it writes is counted and dropped. Peak is the most memory the process ever held (maximum resident set).',
  measure: async () => {
    const [one, small, large] = [read(1), read(SMALL), read(LARGE)];
    const row = (lines: number, result: ReadNotice) => ({
      what: `${lines} lines: peak`,
      value: result.peak / MEGABYTE,
      unit: 'MB',
      detail: `file ${(result.fileBytes / MEGABYTE).toFixed(2)} MB, ${result.objects} objects written, ${result.milliseconds.toFixed(0)} ms`,
    });
    return [
      row(1, one),
      row(SMALL, small),
      { ...row(LARGE, large), atMost: 512 },
      {
        what: `${LARGE} lines to ${SMALL} lines`,
        value: large.peak / small.peak,
        unit: 'times',
        atMost: 1.5,
      },
    ];
  },
};

const READ = { small: 10_000, large: 100_000 } as const;

export const csvLarge: Figure = {
  name: 'csv-large',
  title: 'Memory of a large CSV notice',
  how:
    `The door reads one CSV notice of ${READ.small} and one of ${READ.large} lines, each in a fresh process with a heap of 64 MB, ` +
    'piece by piece from a file. What it writes is counted and dropped. Peak is the most memory the process ever held (maximum resident ' +
    'set); the index of the lines, one object, is the one thing that grows.',
  measure: async () => {
    const [small, large] = [read(READ.small, 64), read(READ.large, 64)];
    const row = (lines: number, result: ReadNotice) => ({
      what: `${lines} lines: peak`,
      value: result.peak / MEGABYTE,
      unit: 'MB',
      detail: `file ${(result.fileBytes / MEGABYTE).toFixed(1)} MB, ${result.objects} objects and ${result.events} events, ${(result.milliseconds / 1000).toFixed(1)} s`,
    });
    return [
      row(READ.small, small),
      { ...row(READ.large, large), atMost: 512 },
      {
        what: `${READ.large} lines to ${READ.small} lines`,
        value: large.peak / small.peak,
        unit: 'times',
        atMost: 1.5,
      },
      { what: 'events', value: large.events, unit: '', atLeast: 2 },
    ];
  },
};

function read(lines: number, heap = 460): ReadNotice {
  const folder = mkdtempSync(path.join(tmpdir(), 'tallyflow-bench-'));
  const file = path.join(folder, 'large.csv');
  writeFileSync(file, largeNotice('BIG', lines).csv);
  const script = path.join(import.meta.dirname, 'read-notice.ts');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--expose-gc', `--max-old-space-size=${heap}`, '--max-semi-space-size=4', script, file],
    { encoding: 'utf8', env: { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT' } },
  );
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`the door did not read ${lines} lines: ${stderr.trim()}`);
  return JSON.parse(stdout) as ReadNotice;
}
