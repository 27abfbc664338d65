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
const assembly = 'dist/cdk.local';
const { account, region } = stageSettings('local');
const environment = `aws://${account}/${region}`;

/** States from which CloudFormation, and LocalStack even more so, can only delete a stack. */
const stuck =
  /^(ROLLBACK_|CREATE_FAILED|CREATE_IN_PROGRESS|DELETE_FAILED|UPDATE_ROLLBACK_FAILED|REVIEW_IN_PROGRESS)/;

type Progress = (message: string) => void;

export interface DeployLocal {
  /** Where LocalStack answers, for example `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly onProgress: Progress;
  /** The templates, when they are being made already. @default makes them */
  readonly templates?: Promise<Templates>;
}

/** The folder of the synthesized local stage. */
type Templates = typeof assembly;

/**
 * Bundles the functions and synthesizes every stack of the local stage. It needs no LocalStack, so a command begins
 * with it and starts LocalStack meanwhile. Raises an error of one sentence, to whoever deploys the templates.
 */
export function synthesizeLocal(onProgress: Progress): Promise<Templates> {
  const templates = synthesize(onProgress);
  // Nobody deploys them when LocalStack cannot start, which is then the sentence to say.
  templates.catch(() => {});
  return templates;
}

async function synthesize(onProgress: Progress): Promise<Templates> {
  const bundles = await bundleCheckout();
  onProgress(`bundled ${bundles.length} functions`);
  // Bundles are built already, so the command's own build step has nothing to do.
  const app = ['--app', `"${process.execPath}" bin/tallyflow.ts`, '--build', 'true'];
  await cdk(['synth', '--quiet', ...app, '--context', 'stage=local', '--output', assembly]);
  return assembly;
}

/**
 * Deploys every stack of the local stage with the plain CDK command line; a second call deploys what changed. Raises an
 * error of one sentence; the command's whole output is in `dist/deploy-local.log`.
 */
export async function deployLocal(given: DeployLocal): Promise<void> {
  const { endpoint, onProgress, templates = synthesizeLocal(onProgress) } = given;
  const stacks = await stacksAt(endpoint);
  // Without the templates the command line would bundle and synthesize again, even where it needs neither.
  const app = ['--app', await templates];
  if (stacks.get('CDKToolkit') !== 'CREATE_COMPLETE') {
    await cdk(['bootstrap', environment, ...app], endpoint);
    onProgress('bootstrapped the account of LocalStack');
  }
  for (const [name, status] of stacks) {
    if (!name.startsWith(namesOf('local').stack('')) || !stuck.test(status)) continue;
    onProgress(`removing ${name}, which an earlier deployment left in ${status}`);
    await removeStack(endpoint, name);
  }

  // A change set is for a person to read first, and takes as long as the deployment of a small stack.
  const unseen = ['--method', 'direct', '--require-approval', 'never', '--progress', 'events'];
  await cdk(['deploy', '--all', '--concurrency', '4', ...unseen, ...app], endpoint, (line) => {
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
async function cdk(
  args: readonly string[],
  endpoint?: string,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const command = [path.join(root, 'node_modules/aws-cdk/bin/cdk'), ...args];
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, CI: 'true', NO_COLOR: '1', ...(endpoint ? reaching(endpoint) : {}) },
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

/** What makes the command line talk to LocalStack and to nobody else. */
function reaching(endpoint: string): NodeJS.ProcessEnv {
  const { NO_PROXY, no_proxy = NO_PROXY } = process.env;
  const direct = [new URL(endpoint).hostname, no_proxy].filter(Boolean).join(',');
  return {
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
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
