import { mkdtempSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  defaultPort,
  freePort,
  lastMeaningfulLine,
  running,
  stopRunning,
} from '../../../local/aws/localstack.ts';
import { processStart } from '../../../local/aws/process-identity.ts';

it('takes the port from TALLYFLOW_PORT, and says so when that is none', () => {
  expect(defaultPort({})).toBe(4566);
  expect(defaultPort({ TALLYFLOW_PORT: '4600' })).toBe(4600);
  expect(() => defaultPort({ TALLYFLOW_PORT: '66000' })).toThrow(
    /TALLYFLOW_PORT is '66000', which is no port/,
  );
});

it('finds a port that is free', async () => {
  const server = net.createServer().listen(await freePort(), '127.0.0.1');
  await new Promise((resolve, reject) => server.on('listening', resolve).on('error', reject));
  server.close();
});

it('quotes the error of a log rather than its stack or its last words', () => {
  const log = `Ready.
Traceback (most recent call last):
  File "x.py", line 3, in <module>
    start()
    ^^^^^^^
OSError: [Errno 98] Address already in use

bye
`;
  expect(lastMeaningfulLine(log)).toBe('OSError: [Errno 98] Address already in use');
  expect(lastMeaningfulLine('one\ntwo\n\n')).toBe('two');
});

it('never takes, and never kills, a process that merely has the id of an earlier LocalStack', async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'tallyflow-'));
  const endpoint = 'http://127.0.0.1:1';
  const file = { pid: process.pid, start: `${processStart(process.pid)}-earlier`, endpoint };
  writeFileSync(path.join(home, 'localstack.pid.json'), JSON.stringify(file));
  expect(running(home)).toBeUndefined();
  expect(await stopRunning(home)).toBe(false);
});
