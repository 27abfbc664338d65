import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { parseStat, processStart } from '../../../local/aws/process-identity.ts';

const stat = (name: string, state: string) =>
  `42 (${name}) ${state} ${Array.from({ length: 18 }, () => 0).join(' ')} 7777 8`;

it('reads the start time behind any command name', () => {
  expect(parseStat(stat('node', 'S'))).toBe('7777');
  expect(parseStat(stat('a) R (b', 'R'))).toBe('7777');
});

it('counts a zombie as gone', () => {
  expect(parseStat(stat('node', 'Z'))).toBeUndefined();
});

it('tells a process from another one and from none', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  const start = processStart(child.pid ?? 0);
  expect(start).toBeDefined();
  expect(processStart(child.pid ?? 0)).toBe(start);
  expect(start).not.toBe(processStart(process.pid));
  child.kill();
  await once(child, 'exit');
  expect(processStart(child.pid ?? 0)).toBeUndefined();
});
