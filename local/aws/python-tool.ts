import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from './install.ts';
import { localFolder } from './paths.ts';
import { findPython } from './python.ts';

const run = promisify(execFile);

/**
 * Packages from PyPI in an environment of their own below `.local`, installed once for these versions. Returns the folder
 * with the programs. Raises the error of the program that failed.
 */
export async function pythonTool(name: string, packages: readonly string[]): Promise<string> {
  const folder = path.join(localFolder, name);
  const bin = path.join(folder, 'bin');
  const stamp = path.join(folder, 'installed.txt');
  const wanted = packages.join('\n');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return bin;
  await rm(folder, { recursive: true, force: true });
  const { command } = await findPython();
  const env = cleanEnvironment();
  await run(command, ['-m', 'venv', folder], { env });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(path.join(bin, 'python'), [...pip, ...packages], { env });
  await writeFile(stamp, wanted);
  return bin;
}
