import { expect, it } from 'vitest';
import { cleanEnvironment, installError, makeStamp } from '../../../local/aws/install.ts';

const files = new Map([
  ['constraints.txt', 'localstack-core==2026.3.0'],
  ['tallyflow_localstack/dynamodb-jars.txt', 'a:b:jar:1 sha256:00'],
  ['tallyflow_localstack/executor.py', 'pass'],
]);
const stamp = makeStamp(files, 'here');
const changed = (name: string) => makeStamp(new Map([...files, [name, 'changed']]), 'here');

it('is the same for the same files in any order', () => {
  expect(makeStamp(new Map([...files].reverse()), 'here')).toEqual(stamp);
});

it('repeats only what a change touches', () => {
  expect(changed('tallyflow_localstack/executor.py')).toEqual({
    ...stamp,
    host: expect.not.stringMatching(stamp.host),
  });
  expect(changed('constraints.txt')).toEqual({
    host: stamp.host,
    wheels: expect.not.stringMatching(stamp.wheels),
    libraries: expect.not.stringMatching(stamp.libraries),
  });
  expect(changed('tallyflow_localstack/dynamodb-jars.txt').libraries).not.toBe(stamp.libraries);
});

it('repeats everything in another place, because an environment cannot be moved', () => {
  const moved = makeStamp(files, 'there');
  expect([moved.wheels, moved.host, moved.libraries]).not.toContain(stamp.wheels);
  expect(moved.libraries).not.toBe(stamp.libraries);
});

it('says one sentence when the disk is full', () => {
  expect(installError('the jars', "OSError: [Errno 28] No space left on device: 'x'").message).toMatch(
    /^Not enough disk space: .*free some and run the command again\.$/,
  );
});

it('says one sentence with pip’s own reason', () => {
  const log = 'Looking…\nERROR: No matching distribution found for localstack-core\n\n';
  expect(installError('the Python packages', log).message).toMatch(
    /^Could not install the Python packages \(ERROR: No matching distribution found for localstack-core\): check/,
  );
});

it('keeps a foreign Python environment out and everything else in', () => {
  const environment = { PYTHONPATH: '/x', VIRTUAL_ENV: '/y', HTTPS_PROXY: 'z', PIP_INDEX_URL: 'i' };
  expect(cleanEnvironment(environment)).toEqual({ HTTPS_PROXY: 'z', PIP_INDEX_URL: 'i' });
});
