import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

export const checkout = path.resolve(import.meta.dirname, '../..');

/** Everything this project keeps on the machine is in this one folder, which git ignores. */
export const localFolder = path.join(checkout, '.local');
export const hostFolder = path.join(import.meta.dirname, 'host');
export const venvFolder = path.join(localFolder, 'venv');
export const librariesFolder = path.join(localFolder, 'lib');
export const venvPython = path.join(venvFolder, 'bin', 'python');

/** State of the LocalStack that `npm start` and `npm run local` use. */
export const defaultHome = path.join(localFolder, 'aws');

/** State of the LocalStack that `npm test` uses, so that tests run while the other one stays up. */
export const testHome = path.join(localFolder, 'test-aws');

/** The Node.js that npm installed; Lambda functions run with it whatever Node started this process. */
export function nodeBinary(): string {
  const installed = path.join(checkout, 'node_modules', 'node', 'bin', 'node');
  return realpathSync(existsSync(installed) ? installed : process.execPath);
}
