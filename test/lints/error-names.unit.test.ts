import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import * as errors from '../../lambdas/shared/errors.ts';
import { machines, statesOf } from './asl.ts';
import { root } from './imports.ts';

type ErrorClass = new (message: string, standing?: unknown) => Error;
const names = Object.keys(errors);

it('keeps the names of errors in a bundle, where the names of classes are shortened', async () => {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'lambdas/shared/errors.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  const bundled: Record<string, ErrorClass> = await import(
    `data:text/javascript,${encodeURIComponent(text)}`
  );
  expect(names.map((name) => bundled[name] && new bundled[name]('why').name)).toEqual(names);
  expect(names.length).toBeGreaterThan(5);
});

it.each(machines)('knows every error that $name catches or tries again', ({ definition }) => {
  const matched = statesOf(definition).flatMap(([, { Retry = [], Catch = [] }]) =>
    [...Retry, ...Catch].flatMap(({ ErrorEquals = [] }) => ErrorEquals),
  );
  const own = new Set(matched.filter((name) => !/^(States|Lambda|Runtime|Sandbox)\./.test(name)));
  expect([...own].filter((name) => !names.includes(name))).toEqual([]);
  expect(own.size).toBeGreaterThan(0);
});
