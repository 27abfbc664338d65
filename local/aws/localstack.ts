import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalAwsError } from './errors.ts';
import { cleanEnvironment, install, type Progress } from './install.ts';
import { defaultHome, librariesFolder, nodeBinary, venvPython } from './paths.ts';
import { processStart } from './process-identity.ts';

const startLimitMs = 180_000;

export interface LocalStack {
  readonly endpoint: string;
  /** Undefined for a LocalStack of the user's own. */
  readonly pid: number | undefined;
  readonly home: string;
  /** True when this call started it, so that who asked for it also stops it. */
  readonly started: boolean;
  /** Resolves when it has ended, asked for or not; never for a LocalStack of the user's own. */
  readonly exited: Promise<void>;
  /** Ends it and everything it started; a LocalStack that this call did not start is left alone. */
  stop(): Promise<void>;
  /** The result of `work`, or a one-sentence error as soon as LocalStack dies under it. */
  during<T>(work: Promise<T>): Promise<T>;
}

interface StartOptions {
  readonly port?: number;
  /** Its folder for state and log. @default `.local/aws` of this checkout */
  readonly home?: string;
  /** Lets it live on when this process ends; without it, it dies with this process however that ends. */
  readonly keep?: boolean;
  readonly onProgress?: Progress;
}

interface PidFile {
  readonly pid: number;
  readonly start: string;
  readonly endpoint: string;
}

/**
 * The LocalStack to work with: the one `AWS_ENDPOINT_URL` names, else the one that runs from this home already, else
 * a new one.
 */
export async function useOrStart(options: StartOptions = {}): Promise<LocalStack> {
  const own = process.env.AWS_ENDPOINT_URL;
  if (own) return useEndpoint(own);
  return running(options.home ?? defaultHome) ?? startLocalStack(options);
}

export async function startLocalStack(options: StartOptions = {}): Promise<LocalStack> {
  const { home = defaultHome, onProgress = () => {}, keep = false } = options;
  const port = options.port ?? defaultPort();
  // Before an installation that may take minutes, and not only after it.
  await requireFreePort(port);
  await install(onProgress);
  await mkdir(home, { recursive: true });
  await rm(path.join(home, 'ready'), { force: true });
  onProgress(`starting LocalStack on port ${port}`);

  const log = openSync(logPath(home), 'w');
  const child = spawn(venvPython, ['-m', 'tallyflow_localstack'], {
    cwd: home,
    // A group of its own, so that Ctrl-C reaches this process first and stopping it reaches all its children.
    detached: true,
    stdio: [keep ? 'ignore' : 'pipe', log, log],
    env: childEnvironment(home, port, keep),
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) =>
    child.on('exit', () => resolve()).on('error', () => resolve()),
  );
  const pid = child.pid;
  const start = pid && processStart(pid);
  if (!pid || !start) throw died(home, 'did not start');
  const endpoint = `http://127.0.0.1:${port}`;
  writeFileSync(pidPath(home), JSON.stringify({ pid, start, endpoint } satisfies PidFile));
  const localStack = handle({ pid, start, endpoint }, home, exited, true);
  try {
    await ready(home, pid, exited);
  } catch (error) {
    await localStack.stop();
    throw error;
  }
  release(child);
  return localStack;
}

/** The LocalStack that was started from this home and still runs. */
export function running(home: string): LocalStack | undefined {
  const file = readPidFile(home);
  if (!file || processStart(file.pid) !== file.start) return undefined;
  return handle(file, home, undefined, false);
}

/** Stops the LocalStack of this home, whoever started it; false when none runs. */
export async function stopRunning(home: string): Promise<boolean> {
  const file = readPidFile(home);
  if (!file) return false;
  const alive = processStart(file.pid) === file.start;
  if (alive) await killGroup(file);
  rmSync(pidPath(home), { force: true });
  return alive;
}

export async function isHealthy(endpoint: string): Promise<boolean> {
  return (await healthProblem(endpoint)) === undefined;
}

export function defaultPort(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment.TALLYFLOW_PORT ?? '4566';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new LocalAwsError(`TALLYFLOW_PORT is '${text}', which is no port: give a number from 1 to 65535.`);
  }
  return port;
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function logPath(home: string): string {
  return path.join(home, 'localstack.log');
}

/** The last line of a log that says something: an error if there is one near the end. */
export function lastMeaningfulLine(log: string): string {
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(File "|Traceback|\^+$|~|Ready\.$|LocalStack version)/.test(line))
    .slice(-40);
  return (lines.findLast((line) => /error|exception|killed|fatal/i.test(line)) ?? lines.at(-1) ?? '').slice(
    0,
    300,
  );
}

async function useEndpoint(url: string): Promise<LocalStack> {
  const endpoint = url.replace(/\/+$/, '');
  const problem = await healthProblem(endpoint);
  if (problem) {
    throw new LocalAwsError(
      `AWS_ENDPOINT_URL is ${endpoint}, but no LocalStack answers there (${problem}): start it, or unset ` +
        'AWS_ENDPOINT_URL to let this project run its own.',
    );
  }
  return {
    endpoint,
    pid: undefined,
    home: defaultHome,
    started: false,
    exited: new Promise(() => {}),
    stop: async () => {},
    during: (work) => work,
  };
}

function handle(
  file: PidFile,
  home: string,
  childExit: Promise<void> | undefined,
  started: boolean,
): LocalStack {
  let stopping = false;
  let end = childExit;
  // Another process's child can only be watched, which begins when somebody wants to know and holds nobody up.
  const exited = () => {
    end ??= ended(file, false);
    return end;
  };
  return {
    endpoint: file.endpoint,
    pid: file.pid,
    home,
    started,
    get exited() {
      return exited();
    },
    stop: async () => {
      if (!started || stopping) return;
      stopping = true;
      await killGroup(file);
      rmSync(pidPath(home), { force: true });
    },
    during: (work) =>
      Promise.race([
        work,
        exited().then(() => {
          throw died(home, 'ended unexpectedly');
        }),
      ]),
  };
}

async function ready(home: string, pid: number, exited: Promise<void>): Promise<void> {
  let over = false;
  exited.then(() => {
    over = true;
  });
  const deadline = Date.now() + startLimitMs;
  while (
    !existsSync(path.join(home, 'ready')) ||
    (await readFile(path.join(home, 'ready'), 'utf8')).trim() !== `${pid}`
  ) {
    if (over) throw died(home, 'ended while it started');
    if (Date.now() > deadline) throw died(home, `was not ready after ${startLimitMs / 1000} s`);
    await delay(50);
  }
}

function died(home: string, what: string): LocalAwsError {
  const file = logPath(home);
  const line = existsSync(file) ? lastMeaningfulLine(readFileSync(file, 'utf8')) : '';
  const said = line ? `, saying "${line}"` : '';
  return new LocalAwsError(
    `LocalStack ${what}${said}: run the command again; its log is ${path.relative(process.cwd(), file)}.`,
  );
}

/** What keeps a parent from ending, let go: the LocalStack is ended by the guard when the parent's pipe closes. */
function release(child: ChildProcess): void {
  child.unref();
  (child.stdin as net.Socket | null)?.unref();
}

/**
 * Kills at once: all its state is in memory, so an orderly end would only take longer. The group is LocalStack and all
 * it started, and its number cannot be anyone else's while one of them lives.
 */
async function killGroup(file: PidFile): Promise<void> {
  if (processStart(file.pid) !== file.start) return;
  try {
    process.kill(-file.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await ended(file, true);
}

async function ended(file: PidFile, ref: boolean): Promise<void> {
  while (processStart(file.pid) === file.start) await delay(ref ? 20 : 500, undefined, { ref });
}

function readPidFile(home: string): PidFile | undefined {
  try {
    return JSON.parse(readFileSync(pidPath(home), 'utf8'));
  } catch {
    return undefined;
  }
}

function pidPath(home: string): string {
  return path.join(home, 'localstack.pid.json');
}

async function requireFreePort(port: number): Promise<void> {
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(port, '127.0.0.1', resolve),
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`;
    throw new LocalAwsError(
      `Port ${port} ${why}: stop that program, or choose another port, for example TALLYFLOW_PORT=${await freePort()}.`,
    );
  }
  await new Promise((resolve) => server.close(resolve));
}

async function healthProblem(endpoint: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(10_000) });
    const health = (await answer.json()) as { services?: unknown };
    return answer.ok && health.services
      ? undefined
      : `it answered ${answer.status}, and not as LocalStack does`;
  } catch (error) {
    const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
    return cause?.code ?? cause?.message ?? message;
  }
}

function childEnvironment(home: string, port: number, keep: boolean): NodeJS.ProcessEnv {
  // Settings meant for other programs, or for another LocalStack, must not reach this one.
  const foreign =
    /^(AWS_|LOCALSTACK_|LAMBDA_|DYNAMODB_|KINESIS_|PROVIDER_|npm_|VITEST|NODE_OPTIONS$|DEBUG$|SERVICES$|PERSISTENCE$|CONFIG_PROFILE$)/;
  const inherited = Object.entries(cleanEnvironment()).filter(([name]) => !foreign.test(name));
  const local = '127.0.0.1,localhost';
  return {
    ...Object.fromEntries(inherited),
    NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, local].filter(Boolean).join(','),
    no_proxy: [process.env.no_proxy ?? process.env.NO_PROXY, local].filter(Boolean).join(','),
    TALLYFLOW_AWS_HOME: home,
    TALLYFLOW_AWS_PORT: String(port),
    TALLYFLOW_LIBRARIES: librariesFolder,
    TALLYFLOW_NODE: nodeBinary(),
    TALLYFLOW_LIFELINE: keep ? 'none' : 'stdin',
  };
}
