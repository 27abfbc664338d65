import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../../local/aws/install.ts';
import { localFolder } from '../../local/aws/paths.ts';
import { findPython } from '../../local/aws/python.ts';

const run = promisify(execFile);
/** The generator GS1's CBV names, and what it needs, at the versions the comparison was made with. */
const PACKAGES = [
  'epcis-event-hash-generator==1.9.3',
  'PyLD==3.3.0',
  'python-dateutil==4.0.0',
  'lxml==6.1.3',
];
const folder = path.join(localFolder, 'epcis-reference');
const python = path.join(folder, 'bin', 'python');
const stamp = path.join(folder, 'installed.txt');

/** Pre-hash strings and hashes of a document's events by the public reference generator; installs it the first time. */
export async function referenceHashes(
  document: unknown,
): Promise<readonly { readonly hash: string; readonly preHash: string }[]> {
  await installReference();
  const place = await mkdtemp(path.join(folder, 'compare-'));
  try {
    const file = path.join(place, 'events.json');
    await writeFile(file, JSON.stringify(document));
    await run(python, ['-m', 'epcis_event_hash_generator', '-b', '-p', file], { env: cleanEnvironment() });
    const lines = async (ending: string) =>
      (await readFile(path.join(place, `events.${ending}`), 'utf8')).trimEnd().split('\n');
    const preHashes = await lines('prehashes');
    return (await lines('hashes')).map((hash, index) => ({ hash, preHash: preHashes[index] ?? '' }));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function installReference(): Promise<void> {
  const wanted = PACKAGES.join('\n');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  await rm(folder, { recursive: true, force: true });
  const { command } = await findPython();
  await run(command, ['-m', 'venv', folder], { env: cleanEnvironment() });
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
    env: cleanEnvironment(),
  });
  await writeFile(stamp, wanted);
}
