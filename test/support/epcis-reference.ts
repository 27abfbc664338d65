import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../../local/aws/install.ts';
import { pythonTool } from '../../local/aws/python-tool.ts';

const run = promisify(execFile);
/** The generator GS1's CBV names, and what it needs, at the versions the comparison was made with. */
const PACKAGES = [
  'epcis-event-hash-generator==1.9.3',
  'PyLD==3.3.0',
  'python-dateutil==4.0.0',
  'lxml==6.1.3',
];
/** Pre-hash strings and hashes of a document's events by the public reference generator; installs it the first time. */
export async function referenceHashes(
  document: unknown,
): Promise<readonly { readonly hash: string; readonly preHash: string }[]> {
  const bin = await pythonTool('epcis-reference', PACKAGES);
  const place = await mkdtemp(path.join(tmpdir(), 'epcis-compare-'));
  try {
    const file = path.join(place, 'events.json');
    await writeFile(file, JSON.stringify(document));
    await run(path.join(bin, 'python'), ['-m', 'epcis_event_hash_generator', '-b', '-p', file], {
      env: cleanEnvironment(),
    });
    const lines = async (ending: string) =>
      (await readFile(path.join(place, `events.${ending}`), 'utf8')).trimEnd().split('\n');
    const preHashes = await lines('prehashes');
    return (await lines('hashes')).map((hash, index) => ({ hash, preHash: preHashes[index] ?? '' }));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
