import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FunctionSpec } from '../../lib/functions.ts';
import { bundle } from '../../scripts/bundle.ts';

const task: FunctionSpec = { entry: 'processes/demo/say-hello', kind: 'task', access: {} };
const consumer: FunctionSpec = { entry: 'work/hear', kind: 'consumer', access: {} };
let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'tallyflow-bundle-'));
  write('lambdas/shared/environment-credentials.ts', 'export const defaultProvider = () => undefined;');
  write('lambdas/processes/demo/words.ts', 'export const hello = (name: string): string => `hello ${name}`;');
  write(
    'lambdas/processes/demo/say-hello.ts',
    "import { hello } from './words.ts'; export const handler = async () => hello('dock');",
  );
  write('lambdas/work/hear.ts', "export const handler = async () => 'heard';");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('makes one module per function, with its source map and no source in it', async () => {
  const bundles = await bundle({ root, functions: [task, consumer], budget: {} });
  expect(bundles.map(({ entry, kilobytes, budget }) => [entry, kilobytes, budget])).toEqual([
    ['processes/demo/say-hello', 1, 420],
    ['work/hear', 1, 600],
  ]);
  expect(readdirSync(path.join(root, 'dist/lambdas')).sort()).toEqual([
    'processes-demo-say-hello',
    'work-hear',
  ]);
  const { handler } = await import(path.join(root, 'dist/lambdas/processes-demo-say-hello/index.mjs'));
  expect(await handler()).toBe('hello dock');
  const map = JSON.parse(read('dist/lambdas/processes-demo-say-hello/index.mjs.map'));
  expect(map.sources).toContain('../../../lambdas/processes/demo/words.ts');
  expect(map.sourcesContent).toBeUndefined();
});

it('makes the same bytes of the same sources', async () => {
  const once = async () => {
    await bundle({ root, functions: [task], budget: {} });
    return read('dist/lambdas/processes-demo-say-hello/index.mjs');
  };
  expect(await once()).toBe(await once());
});

it('forgets the bundle of a function that is gone', async () => {
  await bundle({ root, functions: [task, consumer], budget: {} });
  await bundle({ root, functions: [consumer], budget: {} });
  expect(readdirSync(path.join(root, 'dist/lambdas'))).toEqual(['work-hear']);
});

it('names every handler that is missing', async () => {
  const missing = { ...task, entry: 'processes/demo/say-nothing' };
  await expect(bundle({ root, functions: [task, missing], budget: {} })).rejects.toThrow(
    'handlers are missing: lambdas/processes/demo/say-nothing.ts',
  );
});

it('fails when a bundle outgrows its budget, and says what is in it', async () => {
  write('lambdas/work/hear.ts', `export const handler = async () => '${'x'.repeat(4000)}';`);
  await expect(bundle({ root, functions: [consumer], budget: { 'work/hear': 2 } })).rejects.toThrow(
    'work/hear has 5 KB, its budget is 2',
  );
  expect(JSON.parse(read('dist/bundles.json'))).toMatchObject([
    { entry: 'work/hear', kilobytes: 5, largest: { tallyflow: expect.any(Number) } },
  ]);
});

it('allows no budget above the ceiling of its kind', async () => {
  write(
    'lambdas/processes/demo/say-hello.ts',
    `export const handler = async () => '${'x'.repeat(421 * 1024)}';`,
  );
  await expect(bundle({ root, functions: [task], budget: { [task.entry]: 10_000 } })).rejects.toThrow(
    'its budget is 420',
  );
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
