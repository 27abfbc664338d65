import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { dashed } from '../../lib/names.ts';
import { bundleCheckout } from '../bundle.ts';
import { type Figure, median, type Row } from './figure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const RUNS = 15;

/** What is imported for comparison: a module that does nothing, so that Node's own share can be told apart. */
const EMPTY = 'export const handler = () => {};\n';

/** The whole of what a fresh process runs: it prints how long the import took, in milliseconds. */
const TIMED_IMPORT =
  'const began = performance.now(); await import(process.argv[1]); console.log(performance.now() - began); process.exit(0);';

export const bundles: Figure = {
  name: 'bundles',
  title: 'Size and start of each function',
  how:
    `Size is esbuild's minified output. Start is \`import()\` of the bundle in a fresh Node process, ${RUNS} runs; p50 is the middle, ` +
    'min the fastest. An empty module is imported in the same run for comparison.',
  measure: async ({ say }) => {
    const built = await bundleCheckout();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'tallyflow-bench-'));
    try {
      const empty = path.join(folder, 'empty.mjs');
      await writeFile(empty, EMPTY);
      const nothing = start(empty);
      const rows: Row[] = [];
      const starts: Start[] = [];
      for (const { entry, kilobytes, budget } of built) {
        say(`importing ${entry} ${RUNS} times`);
        const measured = start(path.join(root, 'dist/lambdas', dashed(entry), 'index.mjs'));
        starts.push(measured);
        rows.push({ what: entry, value: kilobytes, unit: 'KB', atMost: budget, detail: said(measured) });
      }
      return [
        ...rows,
        {
          what: 'the largest of all',
          value: Math.max(...built.map(({ kilobytes }) => kilobytes)),
          unit: 'KB',
          atMost: 600,
        },
        {
          what: 'slowest start, p50',
          value: Math.max(...starts.map(({ p50 }) => p50)),
          unit: 'ms',
          atMost: 110,
        },
        {
          what: 'slowest start, min',
          value: Math.max(...starts.map(({ min }) => min)),
          unit: 'ms',
          atMost: 80,
        },
        { what: 'an empty module, p50', value: nothing.p50, unit: 'ms', detail: said(nothing) },
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

interface Start {
  readonly p50: number;
  readonly min: number;
}

function start(file: string): Start {
  const times = Array.from({ length: RUNS }, () => timeImport(file));
  return { p50: median(times), min: Math.min(...times) };
}

function said({ p50, min }: Start): string {
  return `start p50 ${p50.toFixed(0)} ms, min ${min.toFixed(0)} ms`;
}

function timeImport(file: string): number {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', TIMED_IMPORT, pathToFileURL(file).href],
    { encoding: 'utf8', env: { AWS_REGION: 'us-east-1', POWERTOOLS_SERVICE_NAME: 'bench' } },
  );
  const milliseconds = Number(stdout);
  if (status !== 0 || !(milliseconds > 0))
    throw new Error(`${file} cannot be imported: ${stderr.trim() || stdout}`);
  return milliseconds;
}
