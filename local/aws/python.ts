import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { LocalAwsError } from './errors.ts';

const run = promisify(execFile);

/** LocalStack 2026.3.0 uses syntax that Python 3.11 does not have. */
const oldestPython: PythonVersion = { major: 3, minor: 12, patch: 0 };

interface PythonVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export interface Python {
  readonly command: string;
  readonly version: PythonVersion;
}

export function parsePythonVersion(text: string): PythonVersion | undefined {
  const match = /^(?:Python )?(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) } : undefined;
}

export function comparePythonVersions(a: PythonVersion, b: PythonVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

export function formatPythonVersion(version: PythonVersion): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}

/**
 * Where a Python may be, best first. A name on the PATH proves nothing: version managers put a launcher there for
 * every version they know and refuse to run most of them, so each one is run before it is believed.
 */
export function pythonCandidates(
  environment: NodeJS.ProcessEnv = process.env,
  list: (folder: string) => string[] = listFolder,
): string[] {
  if (environment.TALLYFLOW_PYTHON) return [environment.TALLYFLOW_PYTHON];
  const versions = path.join(environment.PYENV_ROOT ?? path.join(os.homedir(), '.pyenv'), 'versions');
  const managed = list(versions)
    .map((name) => ({ name, version: parsePythonVersion(name) }))
    .flatMap(({ name, version }) => (version && supported(version) ? [{ name, version }] : []))
    .sort((a, b) => comparePythonVersions(b.version, a.version))
    .map(({ name }) => path.join(versions, name, 'bin', 'python'));
  return ['python3.13', 'python3.12', 'python3.14', 'python3', 'python', ...managed];
}

export async function findPython(candidates = pythonCandidates()): Promise<Python> {
  const tooOld: string[] = [];
  for (const command of candidates) {
    const version = await askVersion(command);
    if (version && supported(version)) return { command, version };
    if (version) tooOld.push(formatPythonVersion(version));
  }
  const found = tooOld.length > 0 ? `only ${[...new Set(tooOld)].join(', ')} was found` : 'none was found';
  throw new LocalAwsError(
    `Python 3.12 or newer is needed to run LocalStack and ${found}: install one (for example python3.13 from your ` +
      'system’s packages, or `pyenv install 3.13`), or name it in TALLYFLOW_PYTHON.',
  );
}

function supported(version: PythonVersion): boolean {
  return version.major === oldestPython.major && comparePythonVersions(version, oldestPython) >= 0;
}

async function askVersion(command: string): Promise<PythonVersion | undefined> {
  try {
    const { stdout } = await run(command, ['-c', 'import platform; print(platform.python_version())'], {
      timeout: 20_000,
    });
    return parsePythonVersion(stdout);
  } catch {
    return undefined;
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
