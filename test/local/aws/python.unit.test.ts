import path from 'node:path';
import { expect, it } from 'vitest';
import {
  comparePythonVersions,
  findPython,
  parsePythonVersion,
  pythonCandidates,
} from '../../../local/aws/python.ts';

it.each([
  ['3.12.1', { major: 3, minor: 12, patch: 1 }],
  ['Python 3.13.0\n', { major: 3, minor: 13, patch: 0 }],
  ['3.14.0rc2', { major: 3, minor: 14, patch: 0 }],
])('reads the version %j', (text, version) => {
  expect(parsePythonVersion(text)).toEqual(version);
});

it.each(['', 'pyenv: python3.13: command not found', 'pypy3.10-7.3.12'])('finds no version in %j', (text) => {
  expect(parsePythonVersion(text)).toBeUndefined();
});

it('orders versions as numbers, not as text', () => {
  const [nine, twelve] = ['3.9.18', '3.12.1'].map((text) => parsePythonVersion(text));
  expect(nine && twelve && comparePythonVersions(nine, twelve)).toBeLessThan(0);
});

it('looks into the version manager’s folder, newest first, and leaves out what is too old or no version', () => {
  const folders = new Map([
    [path.join('/pyenv', 'versions'), ['3.11.7', '3.12.1', '3.13.0', 'my-env', '3.9.18']],
  ]);
  const candidates = pythonCandidates({ PYENV_ROOT: '/pyenv' }, (folder) => folders.get(folder) ?? []);
  expect(candidates.filter((name) => name.startsWith('/pyenv'))).toEqual([
    path.join('/pyenv', 'versions', '3.13.0', 'bin', 'python'),
    path.join('/pyenv', 'versions', '3.12.1', 'bin', 'python'),
  ]);
});

it('believes TALLYFLOW_PYTHON and nothing else when it is set', () => {
  expect(pythonCandidates({ TALLYFLOW_PYTHON: '/my/python' })).toEqual(['/my/python']);
});

it('says what to install when there is no Python', async () => {
  await expect(findPython(['no-such-python'])).rejects.toThrow(
    /^Python 3\.12 or newer is needed to run LocalStack and none was found: install one .*TALLYFLOW_PYTHON\.$/,
  );
});
