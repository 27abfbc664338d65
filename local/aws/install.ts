import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalAwsError } from './errors.ts';
import { hostFolder, librariesFolder, localFolder, venvFolder, venvPython } from './paths.ts';
import { isProcessAlive } from './process-identity.ts';
import { findPython, formatPythonVersion, type Python } from './python.ts';

/** Wheels unpack to 0.65 GB, jars to 0.05 GB; pip keeps downloads beside them while it works. */
const neededBytes = 1.5e9;
const stampFile = path.join(venvFolder, 'tallyflow-stamp.json');
const logFile = path.join(localFolder, 'install.log');
const lockFile = path.join(localFolder, 'install.lock');

/** What each step was made from; a step whose inputs are unchanged is not repeated. */
interface Stamp {
  readonly wheels: string;
  readonly host: string;
  readonly libraries: string;
}

export type Progress = (message: string) => void;

/** Puts LocalStack, Java and its libraries into `.local`; when they are there already it takes milliseconds. */
export async function install(onProgress: Progress = () => {}): Promise<void> {
  if (process.platform === 'win32') {
    throw new LocalAwsError(
      'LocalStack cannot run on Windows itself: use WSL, or set AWS_ENDPOINT_URL to a LocalStack that runs elsewhere.',
    );
  }
  const wanted = await wantedStamp();
  if (upToDate(wanted)) return;
  await mkdir(localFolder, { recursive: true });
  const release = await takeLock(onProgress);
  try {
    if (!upToDate(wanted)) await installMissing(wanted, onProgress);
  } finally {
    await release();
  }
}

async function installMissing(wanted: Stamp, onProgress: Progress): Promise<void> {
  writeFileSync(logFile, '');
  let have = readStamp();
  // Each step is noted when it is done, so that a later step's failure does not cost the earlier ones again.
  const done = (step: Partial<Stamp>) => {
    have = { ...have, ...step };
    writeFileSync(stampFile, JSON.stringify(have));
  };
  if (have.wheels !== wanted.wheels) {
    await requireSpace();
    const python = await findPython();
    onProgress(
      `installing LocalStack for Python ${formatPythonVersion(python.version)} (about a minute, once)`,
    );
    await makeVenv(python);
    await pip('install', '--no-deps', '--requirement', path.join(hostFolder, 'constraints.txt'));
    have = {};
    done({ wheels: wanted.wheels });
  }
  if (have.host !== wanted.host) {
    await installHost();
    done({ host: wanted.host });
  }
  if (have.libraries !== wanted.libraries) {
    onProgress('fetching DynamoDB Local and JSONata (50 MB, once)');
    await step('DynamoDB Local and JSONata', [
      venvPython,
      '-m',
      'tallyflow_localstack.libraries',
      librariesFolder,
    ]);
    done({ libraries: wanted.libraries });
  }
}

async function makeVenv(python: Python): Promise<void> {
  await rm(venvFolder, { recursive: true, force: true });
  try {
    await step('the Python environment', [python.command, '-m', 'venv', venvFolder]);
  } catch (error) {
    if (!/ensurepip|python3[.\d]*-venv/.test(readFileSync(logFile, 'utf8'))) throw error;
    const { major, minor } = python.version;
    throw new LocalAwsError(
      `Python ${major}.${minor} on this machine cannot make virtual environments: install the package ` +
        `python${major}.${minor}-venv, or name another Python in TALLYFLOW_PYTHON.`,
    );
  }
}

async function installHost(): Promise<void> {
  // Built from a copy, because a build leaves folders beside its sources.
  const copy = path.join(localFolder, 'build');
  await rm(copy, { recursive: true, force: true });
  await cp(hostFolder, copy, { recursive: true });
  await pip('install', '--no-deps', '--no-index', '--no-build-isolation', '--force-reinstall', copy);
  await rm(copy, { recursive: true, force: true });
}

function pip(...args: string[]): Promise<void> {
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check'];
  return step('the Python packages', [venvPython, '-m', 'pip', ...args, ...quiet]);
}

async function step(what: string, [python = '', ...args]: string[]): Promise<void> {
  const log = openSync(logFile, 'a');
  // Under the guard, an installation ends with this command, however the command ends.
  const guarded = [path.join(hostFolder, 'tallyflow_localstack', 'guard.py'), python, ...args];
  const code = await new Promise<number | Error>((resolve) => {
    const child = spawn(python, guarded, {
      detached: true,
      stdio: ['pipe', log, log],
      env: cleanEnvironment(),
    });
    child.on('error', resolve).on('exit', (status) => resolve(status ?? 1));
  }).finally(() => closeSync(log));
  if (code === 0) return;
  if (code instanceof Error) appendFileSync(logFile, `${code.message}\n`);
  throw installError(what, readFileSync(logFile, 'utf8'));
}

export function installError(what: string, log: string): LocalAwsError {
  if (/No space left on device|ENOSPC/.test(log)) return noSpace();
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const reason = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no reason given';
  return new LocalAwsError(
    `Could not install ${what} (${reason.trim().slice(0, 300)}): check the network and the package settings of ` +
      `this machine, then run the command again; the whole output is in ${path.relative(process.cwd(), logFile)}.`,
  );
}

/** pip and venv must not be led astray by an environment the caller happens to be in. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const foreign =
    /^(VIRTUAL_ENV|CONDA_PREFIX|PYTHON(HOME|PATH|STARTUP|DONTWRITEBYTECODE)|__PYVENV_LAUNCHER__)$/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}

async function requireSpace(): Promise<void> {
  const { bavail, bsize } = await statfs(localFolder);
  if (bavail * bsize < neededBytes) throw noSpace();
}

function noSpace(): LocalAwsError {
  return new LocalAwsError(
    `Not enough disk space: LocalStack needs ${(neededBytes / 1e9).toFixed(1)} GB free where this checkout is; free some and run the command again.`,
  );
}

function upToDate(wanted: Stamp): boolean {
  const have = readStamp();
  return have.wheels === wanted.wheels && have.host === wanted.host && have.libraries === wanted.libraries;
}

function readStamp(): Partial<Stamp> {
  try {
    return existsSync(venvPython) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  } catch {
    return {};
  }
}

async function wantedStamp(): Promise<Stamp> {
  const names = (await readdir(hostFolder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => path.relative(hostFolder, path.join(entry.parentPath, entry.name)));
  const contents = new Map<string, string>();
  for (const name of names) contents.set(name, await readFile(path.join(hostFolder, name), 'utf8'));
  // An environment holds its own path and its platform's files, so a moved or shared checkout needs a new one.
  return makeStamp(contents, `${venvFolder} ${process.platform} ${process.arch}`);
}

export function makeStamp(contents: ReadonlyMap<string, string>, place: string): Stamp {
  const hash = (names: string[]) => {
    const digest = createHash('sha256').update(place);
    for (const name of names.sort()) digest.update(`\0${name}\0${contents.get(name)}`);
    return digest.digest('hex');
  };
  const names = [...contents.keys()];
  return {
    wheels: hash(names.filter((name) => name === 'constraints.txt')),
    libraries: hash(names.filter((name) => name === 'constraints.txt' || name.endsWith('-jars.txt'))),
    host: hash(names.filter((name) => name !== 'constraints.txt')),
  };
}

/** Two commands started at once must not install into the same folder at once. */
async function takeLock(onProgress: Progress): Promise<() => Promise<void>> {
  for (let told = false; ; ) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return () => rm(lockFile, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(lockFile, 'utf8').catch(() => '0'));
    if (holder > 0 && !isProcessAlive(holder)) await rm(lockFile, { force: true });
    else {
      if (!told) onProgress('waiting for another command that is installing');
      told = true;
      await delay(500);
    }
  }
}
