import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LocalAwsError, runCommand } from '../local/aws/errors.ts';
import { install } from '../local/aws/install.ts';
import { freePort, type LocalStack, startLocalStack } from '../local/aws/localstack.ts';
import { checkout, testHome } from '../local/aws/paths.ts';

/**
 * `npm test [-- tier… vitest-argument…]`: the static checks and every tier, or only the named tiers. The last line is
 * the count over all tiers.
 */
const tiers = ['unit', 'infra', 'fault', 'int', 'e2e'] as const;
const onLocalStack = ['int', 'e2e'];
const children = new Set<ChildProcess>();

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
}

process.on('exit', () => {
  for (const child of children) child.kill();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(128 + os.constants.signals[signal]));
}

await runCommand(async () => {
  const given = process.argv.slice(2);
  const named = tiers.filter((tier) => given.includes(tier));
  const vitestArgs = given.filter((argument) => !(tiers as readonly string[]).includes(argument));
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const broken: string[] = [];

  if (given.length === 0) {
    for (const check of staticChecks())
      if ((await run('npm', ['run', '--silent', check])) !== 0) broken.push(check);
  }
  const chosen = named.length > 0 ? named : tiers;
  const localStack = chosen.some((tier) => onLocalStack.includes(tier)) ? await startForTests() : undefined;
  try {
    for (const tier of chosen) {
      const work = runTier(tier, vitestArgs, localStack, total);
      const code = await (localStack?.during(work) ?? work);
      if (code !== 0) broken.push(tier);
    }
  } catch (error) {
    if (!(error instanceof LocalAwsError)) throw error;
    console.error(`\n${error.message}`);
    broken.push('LocalStack');
    total.failed += 1;
  } finally {
    for (const child of children) child.kill();
    await localStack?.stop();
  }

  if (total.passed + total.failed === 0) broken.push('no test was found');
  if (broken.length > 0) console.log(`\nnot in order: ${broken.join(', ')}`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return broken.length > 0 || total.failed > 0 ? 1 : 0;
});

async function startForTests(): Promise<LocalStack> {
  await install(console.log);
  return startLocalStack({ home: testHome, port: await freePort(), onProgress: console.log });
}

async function runTier(
  tier: string,
  vitestArgs: string[],
  localStack: LocalStack | undefined,
  total: Counts,
): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tallyflow-test-'));
  const report = path.join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = path.join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
    const args = ['run', '--project', tier, '--passWithNoTests', ...reporters, ...vitestArgs];
    const code = await run(process.execPath, [vitest, ...args], localStack?.endpoint);
    addCounts(total, readReport(report), code);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addCounts(total: Counts, report: VitestReport | undefined, code: number): void {
  if (!report) {
    // No report and no test found is in order; no report after a failure is a failure nobody counted.
    if (code !== 0) total.failed += 1;
    return;
  }
  total.passed += report.numPassedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  // A file that could not even be loaded has no tests to fail, and must not pass for that.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
  );
  const failed = report.numFailedTests + unloaded.length;
  total.failed += code !== 0 && failed === 0 ? 1 : failed;
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function staticChecks(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8'));
  return Object.keys(scripts).filter((name) => name.startsWith('check:'));
}

function run(command: string, args: string[], endpoint?: string): Promise<number> {
  // A LocalStack of the user's own, or their account, is no place for tests.
  const { AWS_ENDPOINT_URL: _, AWS_PROFILE: __, ...environment } = process.env;
  const env = endpoint ? { ...environment, TALLYFLOW_TEST_ENDPOINT: endpoint } : environment;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: checkout, stdio: 'inherit', env });
    children.add(child);
    child.on('error', reject).on('exit', (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}
