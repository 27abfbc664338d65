import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { processes } from '../../lib/processes/index.ts';
import { root } from './imports.ts';

const textOf = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((file) => readFileSync(path.join(root, file), 'utf8'));

/** What people may answer stands in the code of a room as `option('CODE', …)`. */
function optionsIn(code: string): readonly string[] {
  return [...new Set([...code.matchAll(/\boption\(\s*'([A-Z0-9_]+)'/g)].map(([, option = '']) => option))];
}

/** What a test does, without what it expects: an option that is only looked at, or refused, was not taken. */
function doneIn(test: string): string {
  return test.replaceAll(/\bexpect\([\s\S]*?;\n/g, '');
}

describe('whatever people may answer is answered in a test of the whole process', () => {
  it.each(processes.map(({ name }) => name))('%s', (name) => {
    const offered = textOf(`lambdas/processes/${name}/**/*.ts`).flatMap(optionsIn);
    const done = textOf(`test/processes/${name}/whole*.test.ts`).map(doneIn).join('\n');
    expect(offered.filter((option) => !done.includes(`'${option}'`))).toEqual([]);
  });

  it('and every option is stated so that this can be seen', () => {
    const elsewhere = globSync('lambdas/processes/**/*.ts', { cwd: root }).filter((file) => {
      const code = readFileSync(path.join(root, file), 'utf8');
      return /\bneedsComment: (?!true)|\boption\(\s*[^'\s]/.test(code);
    });
    expect(elsewhere).toEqual([]);
  });
});

it('tells an option that was taken from one that was only seen', () => {
  expect(optionsIn(`[option('WAIT', 'Wait'), option(\n  'CANCEL_LINE', 'Cancel')]`)).toEqual([
    'WAIT',
    'CANCEL_LINE',
  ]);
  const test = `await shop.answer('TAKEN');
    expect(codes).toEqual(['SEEN', 'SEEN_TOO']);
    await expect(shop.answer('REFUSED')).rejects.toThrow(
      'not allowed');
    await shop.answer('LAST');
`;
  expect(doneIn(test).match(/'[A-Z_]+'/g)).toEqual(["'TAKEN'", "'LAST'"]);
});
