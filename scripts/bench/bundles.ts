import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { dashed } from '../../lib/names.ts';
import { bundleCheckout, functionOptions } from '../bundle.ts';
import type { Figure, Row } from './figure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const RUNS = 5;

/** The whole of what a fresh process runs: it prints the milliseconds of processor time the import took. */
const TIMED_IMPORT =
  'const began = process.cpuUsage(); await import(process.argv[1]); const { user, system } = process.cpuUsage(began); ' +
  'console.log((user + system) / 1000); process.exit(0);';

export const bundles: Figure = {
  name: 'bundles',
  title: 'Size and start of each function',
  how:
    `Size is esbuild's minified output. Start is the processor time of \`import()\` of the bundle in a fresh Node process, ${RUNS} times in turns with a ` +
    'function that only reads one item of a table (scripts/bench/bare-function.ts, built alike); the ratio is of the fastest of both.',
  measure: async ({ say }) => {
    const built = await bundleCheckout();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'tallyflow-bench-'));
    try {
      const bare = path.join(folder, 'bare.mjs');
      await build({
        ...functionOptions(root),
        entryPoints: [fileURLToPath(import.meta.resolve('./bare-function.ts'))],
        outfile: bare,
      });
      const measured = built.map(({ entry, kilobytes, budget }) => {
        say(`importing ${entry} ${RUNS} times`);
        const starts = startsBeside(bare, path.join(root, 'dist/lambdas', dashed(entry), 'index.mjs'));
        const detail = `start min ${starts.own.toFixed(0)} ms, ${starts.ratio.toFixed(2)} times the bare function`;
        return {
          ratio: starts.ratio,
          row: { what: entry, value: kilobytes, unit: 'KB', atMost: budget, detail },
        };
      });
      const rows: readonly Row[] = measured.map(({ row }) => row);
      return [
        ...rows,
        {
          what: 'the largest of all',
          value: Math.max(...rows.map(({ value }) => value)),
          unit: 'KB',
          atMost: 600,
        },
        {
          what: 'slowest start to the bare function',
          value: Math.max(...measured.map(({ ratio }) => ratio)),
          unit: 'times',
          atMost: 2,
        },
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** In turns, so that whatever else the machine does meets both; the fastest, because it is the least disturbed. */
function startsBeside(bare: string, file: string): { readonly own: number; readonly ratio: number } {
  const pairs = Array.from({ length: RUNS }, () => [timeImport(file), timeImport(bare)] as const);
  const own = Math.min(...pairs.map(([time]) => time));
  return { own, ratio: own / Math.min(...pairs.map(([, time]) => time)) };
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
