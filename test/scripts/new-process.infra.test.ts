import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const checkout = path.resolve(import.meta.dirname, '../..');
/** What a clone does not have, and what is shared instead of copied. */
const left = new Set(['.git', '.local', 'cdk.out', 'dist', 'node_modules']);
const PATIENCE = 280_000;

describe('`npm run new -- process spot-check --on CountRequested`', () => {
  let copy: string;
  const inCopy = (...command: readonly string[]) =>
    run(process.execPath, command, { cwd: copy, maxBuffer: 64 * 1024 * 1024 }).catch((error) => {
      throw new Error(`${command.join(' ')} failed:\n${error.stdout}\n${error.stderr}`);
    });
  const bin = (...parts: string[]) => path.join('node_modules', ...parts);

  beforeAll(async () => {
    copy = await mkdtemp(path.join(os.tmpdir(), 'tallyflow-new-'));
    await cp(checkout, copy, {
      recursive: true,
      filter: (source) => !left.has(path.relative(checkout, source)),
    });
    await symlink(path.join(checkout, 'node_modules'), path.join(copy, 'node_modules'));
    await inCopy('scripts/new.ts', 'process', 'spot-check', '--on', 'CountRequested');
  }, PATIENCE);
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('adds one line to the registry', async () => {
    const lines = async (folder: string) =>
      (await readFile(path.join(folder, 'lib/processes/index.ts'), 'utf8')).split('\n');
    const before = await lines(checkout);
    expect((await lines(copy)).filter((line) => !before.includes(line)).join('\n')).toContain('spotCheck');
  });

  it(
    'leaves a checkout that passes every check',
    async () => {
      await inCopy(bin('typescript', 'bin', 'tsc'), '--noEmit');
      await inCopy(bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '.');
      await inCopy(bin('knip', 'bin', 'knip.js'));
    },
    PATIENCE,
  );

  it(
    'gives a process with which its own tests, the lints and whatever looks at the registry pass as they are',
    async () => {
      const lints = (await readdir(path.join(copy, 'test/lints'))).filter((file) =>
        /\.unit\.test\.ts$/.test(file),
      );
      await inCopy(
        bin('vitest', 'vitest.mjs'),
        'related',
        '--run',
        '--project',
        'unit',
        'lib/processes/index.ts',
        'lambdas/processes/spot-check/contract.ts',
        ...lints.map((file) => `test/lints/${file}`),
      );
    },
    PATIENCE,
  );

  it('refuses a name that is taken, no name, and an event nobody knows, and says what to do', async () => {
    const said = async (...args: readonly string[]) =>
      run(process.execPath, ['scripts/new.ts', ...args], { cwd: copy }).then(
        () => 'nothing',
        (error) => String(error.stderr),
      );
    expect(await said('process', 'spot-check', '--on', 'CountRequested')).toContain(
      'There is a process spot-check already: choose another name.',
    );
    expect(await said('process', 'Spot Check', '--on', 'CountRequested')).toContain('lowercase words');
    expect(await said('process', 'spot-check-2', '--on', 'CountWished')).toContain(
      'There is no event CountWished in the catalog',
    );
    expect(await said('process')).toContain('Usage: npm run new -- process <name> --on <Event>');
  });
});
