import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, stop } from 'esbuild';
import type { FunctionSpec } from '../lib/functions.ts';
import { allFunctions } from '../lib/kernel.ts';
import { dashed } from '../lib/names.ts';

/** No bundle may ever be larger than so many kilobytes. */
const ceilings = { task: 420, adapter: 420, api: 500, consumer: 600 } as const;
/** GraphQL's engine is 180 KB by itself: the function that holds it may have it beyond its kind's ceiling. */
const ownCeilings: Readonly<Record<string, number>> = { 'api/graphql': 620 };

export interface Bundle {
  readonly entry: string;
  readonly kilobytes: number;
  readonly budget: number;
}

export interface BundleOptions {
  /** The checkout: entries are read from its `lambdas/`, bundles go to its `dist/lambdas/`. */
  readonly root: string;
  readonly functions: readonly FunctionSpec[];
  /** Kilobytes each bundle may have, by entry. */
  readonly budget: Readonly<Record<string, number>>;
}

/**
 * Bundles every function of the registry in one esbuild call: ES modules, minified, with a linked source map. The same
 * sources give the same bytes, so a deployment uploads only what changed. Raises one error that names every missing
 * file, or every bundle over its budget.
 */
export async function bundle({ root, functions, budget }: BundleOptions): Promise<readonly Bundle[]> {
  const missing = functions
    .map(({ entry }) => sourceOf(entry))
    .filter((file) => !existsSync(path.join(root, file)));
  if (missing.length > 0) {
    throw new Error(
      `handlers are missing: ${missing.join(', ')}. Write them, or take their entries out of lib/`,
    );
  }
  // Never emptied first: another command of this checkout may be reading it, and the same sources give the same bytes.
  const outdir = path.join(root, 'dist/lambdas');
  const { metafile } = await build({
    ...functionOptions(root),
    entryPoints: Object.fromEntries(
      functions.map(({ entry }) => [`${dashed(entry)}/index`, sourceOf(entry)]),
    ),
    outdir,
    metafile: true,
  });
  // Its service would stay, with more than a gigabyte, as long as the command that deploys and then stays up.
  await stop();
  const bundles = functions.map(({ entry, kind }) => ({
    entry,
    kilobytes: kilobytesOf(metafile, entry),
    budget: Math.min(budget[entry] ?? ceilingOf({ entry, kind }), ceilingOf({ entry, kind })),
  }));
  await forgetOthers(outdir, functions);
  await writeSummary(root, bundles, metafile);
  const over = bundles.filter(({ kilobytes, budget: limit }) => kilobytes > limit);
  if (over.length > 0) {
    const each = over.map(
      ({ entry, kilobytes, budget: limit }) => `${entry} has ${kilobytes} KB, its budget is ${limit}`,
    );
    throw new Error(
      `bundles are over budget: ${each.join('; ')}. See dist/bundles.json for what is in them; ` +
        '`npm run bundle -- --accept` writes new budgets up to the ceilings of scripts/bundle.ts',
    );
  }
  return bundles;
}

/** How every function is built. */
export function functionOptions(root: string) {
  return {
    absWorkingDir: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // A function's credentials are in its environment; the other providers are a quarter of each bundle.
    alias: {
      '@aws-sdk/credential-provider-node': path.join(root, 'lambdas/shared/environment-credentials.ts'),
    },
    // Dependencies that are still CommonJS call require(), which ES modules do not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'silent',
  } satisfies BuildOptions;
}

function ceilingOf({ entry, kind }: Pick<FunctionSpec, 'entry' | 'kind'>): number {
  return ownCeilings[entry] ?? ceilings[kind];
}

/** Removes bundles of functions that are gone. */
async function forgetOthers(outdir: string, functions: readonly FunctionSpec[]): Promise<void> {
  const known = new Set(functions.map(({ entry }) => dashed(entry)));
  for (const name of await readdir(outdir)) {
    if (!known.has(name)) await rm(path.join(outdir, name), { recursive: true, force: true });
  }
}

function sourceOf(entry: string): string {
  return `lambdas/${entry}.ts`;
}

function outputOf(metafile: Metafile, entry: string) {
  const output = metafile.outputs[`dist/lambdas/${dashed(entry)}/index.mjs`];
  if (!output) throw new Error(`esbuild wrote no bundle for ${entry}`);
  return output;
}

function kilobytesOf(metafile: Metafile, entry: string): number {
  return Math.ceil(outputOf(metafile, entry).bytes / 1024);
}

/** What is in each bundle, largest package first: the first thing to look at when one grows. */
async function writeSummary(root: string, bundles: readonly Bundle[], metafile: Metafile): Promise<void> {
  const summary = bundles.map((one) => {
    const packages = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(outputOf(metafile, one.entry).inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'tallyflow';
      packages.set(name, (packages.get(name) ?? 0) + bytesInOutput);
    }
    const largest = [...packages].sort(([, a], [, b]) => b - a).slice(0, 12);
    return { ...one, largest: Object.fromEntries(largest) };
  });
  await mkdir(path.join(root, 'dist'), { recursive: true });
  await writeFile(path.join(root, 'dist/bundles.json'), `${JSON.stringify(summary, null, 2)}\n`);
}

const budgetFile = 'bundle-budget.json';
/** A budget stops what grows unnoticed, not every new line. */
const HEADROOM = 1.05;

/** Bundles this checkout. With `accept`, sets each budget to what is there and a twentieth more. */
export async function bundleCheckout({ accept = false } = {}): Promise<readonly Bundle[]> {
  const root = path.resolve(import.meta.dirname, '..');
  const file = path.join(root, budgetFile);
  const functions = allFunctions();
  if (!accept) return bundle({ root, functions, budget: JSON.parse(await readFile(file, 'utf8')) });
  const bundles = await bundle({ root, functions, budget: {} });
  const budget = Object.fromEntries(
    bundles
      .map(
        ({ entry, kilobytes, budget: ceiling }) =>
          [entry, Math.min(Math.ceil((kilobytes * HEADROOM) / 10) * 10, ceiling)] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  await writeFile(file, `${JSON.stringify(budget, null, 2)}\n`);
  return bundles;
}

if (import.meta.main) {
  try {
    const bundles = await bundleCheckout({ accept: process.argv.includes('--accept') });
    const largest = Math.max(...bundles.map(({ kilobytes }) => kilobytes));
    console.log(`${bundles.length} functions bundled, the largest has ${largest} KB`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
