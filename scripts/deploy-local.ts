import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { namesOf } from '../lib/names.ts';
import { stageSettings } from '../lib/stage.ts';
import { bundleCheckout } from './bundle.ts';

const root = path.resolve(import.meta.dirname, '..');
const logFile = 'dist/deploy-local.log';
const { account, region } = stageSettings('local');
const environment = `aws://${account}/${region}`;

/** States from which CloudFormation, and LocalStack even more so, can only delete a stack. */
const stuck =
  /^(ROLLBACK_|CREATE_FAILED|CREATE_IN_PROGRESS|DELETE_FAILED|UPDATE_ROLLBACK_FAILED|REVIEW_IN_PROGRESS)/;

export interface DeployLocal {
  /** Where LocalStack answers, for example `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly onProgress: (message: string) => void;
}

/**
 * Bundles the functions and deploys every stack of the local stage with the plain CDK command line; a second call
 * deploys what changed. Raises an error of one sentence; the command's whole output is in `dist/deploy-local.log`.
 */
export async function deployLocal({ endpoint, onProgress }: DeployLocal): Promise<void> {
  const bundles = await bundleCheckout();
  onProgress(`bundled ${bundles.length} functions`);

  const stacks = await stacksAt(endpoint);
  if (stacks.get('CDKToolkit') !== 'CREATE_COMPLETE') {
    await cdk(endpoint, ['bootstrap', environment], () => {});
    onProgress('bootstrapped the account of LocalStack');
  }
  for (const [name, status] of stacks) {
    if (!name.startsWith(namesOf('local').stack('')) || !stuck.test(status)) continue;
    onProgress(`removing ${name}, which an earlier deployment left in ${status}`);
    await removeStack(endpoint, name);
  }

  const deploy = [
    'deploy',
    '--all',
    '--concurrency',
    '4',
    '--require-approval',
    'never',
    '--progress',
    'events',
  ];
  await cdk(endpoint, deploy, (line) => {
    const [, stack, unchanged] = /✅\s+(\S+)( \(no changes\))?/.exec(line) ?? [];
    if (stack) onProgress(`${stack} is ${unchanged ? 'unchanged' : 'deployed'}`);
  });
}

function cloudFormation(endpoint: string): CloudFormationClient {
  return new CloudFormationClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

async function stacksAt(endpoint: string): Promise<Map<string, string>> {
  const { Stacks = [] } = await cloudFormation(endpoint)
    .send(new DescribeStacksCommand({}))
    .catch((error: Error) => {
      throw new Error(
        `LocalStack does not answer at ${endpoint} (${error.message}): start it with \`npm run local -- up\`.`,
      );
    });
  return new Map(Stacks.map(({ StackName = '', StackStatus = '' }) => [StackName, StackStatus]));
}

async function removeStack(endpoint: string, name: string): Promise<void> {
  const client = cloudFormation(endpoint);
  await client.send(new DeleteStackCommand({ StackName: name }));
  await waitUntilStackDeleteComplete(
    { client, maxWaitTime: 120, minDelay: 1, maxDelay: 1 },
    { StackName: name },
  );
}

/** Runs the CDK command line of this checkout, line by line; its output goes to the log file. */
async function cdk(endpoint: string, args: readonly string[], onLine: (line: string) => void): Promise<void> {
  // Bundles are built already, so the command's own build step has nothing to do.
  const app = [
    '--app',
    `"${process.execPath}" bin/tallyflow.ts`,
    '--build',
    'true',
    '--context',
    'stage=local',
    '--output',
    'dist/cdk.local',
  ];
  const command = [path.join(root, 'node_modules/aws-cdk/bin/cdk'), ...args, ...app];
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: commandEnvironment(endpoint),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let rest = '';
  const read = (chunk: Buffer) => {
    output += chunk;
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  await mkdir(path.join(root, 'dist'), { recursive: true });
  await writeFile(path.join(root, logFile), output);
  if (code !== 0)
    throw new Error(`\`cdk ${args[0]}\` failed: ${reasonIn(output)}. Its whole output is in ${logFile}.`);
}

function commandEnvironment(endpoint: string): NodeJS.ProcessEnv {
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, ...inherited } = process.env;
  const direct = [new URL(endpoint).hostname, inherited.NO_PROXY ?? inherited.no_proxy]
    .filter(Boolean)
    .join(',');
  return {
    ...inherited,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CI: 'true',
    NO_COLOR: '1',
    NO_PROXY: direct,
    no_proxy: direct,
  };
}

/** The one line of the CDK's output that says what went wrong. */
export function reasonIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const resource = lines.find((line) => /\b(CREATE|UPDATE|DELETE)_FAILED\b/.test(line));
  const stack =
    lines.find((line) => line.startsWith('ERROR ')) ??
    lines.find((line) => line.includes('❌')) ??
    lines.findLast((line) => /\b\w*Error\b/.test(line));
  const reason =
    resource?.replace(/^.*_FAILED\s*\|?\s*/, '') ??
    stack?.replace(/^.*❌\s*/, '') ??
    lines.findLast((line) => line !== '');
  return (reason ?? 'it said nothing').replace(/[.\s]+$/, '').slice(0, 400);
}

if (import.meta.main) {
  const endpoint = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566';
  try {
    await deployLocal({ endpoint, onProgress: (message) => console.log(message) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
