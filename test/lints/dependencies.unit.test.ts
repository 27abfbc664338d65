import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { importsOf, root, sources, specifiersIn } from './imports.ts';

/**
 * Dependencies point one way: `domain ← rules ← handlers`, `events ← lib, lambdas`, and `lib` knows `lambdas` only as
 * paths to bundle, plus the tables' schema, which is plain data. See docs/architecture.md.
 */
interface Direction {
  readonly because: string;
  readonly from: RegExp;
  /** What these files may not import at all. */
  readonly never?: RegExp;
  /** What they may not import at run time; types are fine. */
  readonly neverAtRunTime?: RegExp;
}

const rules = /^lambdas\/(?:processes\/[^/]+|patterns)\/rules(\/|\.ts$)/;
const services = /^(@aws-|@middy|aws-cdk|constructs)/;

const directions: readonly Direction[] = [
  {
    because: 'events are public contracts: they know nothing of how they are handled',
    from: /^events\//,
    never: /^(bin|lib|lambdas|local|scripts)\//,
  },
  {
    because: 'the domain is arithmetic and words: no stores, no clients, no handlers',
    from: /^lambdas\/domain\//,
    never: /^(lambdas\/(?!domain\/|shared\/errors\.ts)|lib|local|scripts|bin)\b|^(@aws-|@middy)/,
  },
  {
    because: 'rules are pure: of anything but the domain, events and their own room they know only types',
    from: rules,
    never: services,
    neverAtRunTime:
      /^(lib|local|scripts|bin)\/|^lambdas\/(?!domain\/|shared\/errors\.ts|patterns\/rules\/|processes\/[^/]+\/(rules(\/|\.ts)|contract\.ts))|^node:/,
  },
  {
    because: 'what runs in a function does not know how it is deployed',
    from: /^lambdas\//,
    never: /^(lib|bin|local|scripts)\/|^(aws-cdk|constructs)/,
  },
  {
    because: 'stacks name entries to bundle; of the functions they know types and the tables',
    from: /^(lib|bin)\//,
    never: /^(local|scripts)\//,
    neverAtRunTime: /^lambdas\/(?!store\/schema\.ts)/,
  },
  {
    because: 'what runs beside the stacks knows contracts, not stacks',
    from: /^local\//,
    never: /^(lib|bin)\//,
  },
];

it.each(directions)('$from: $because', ({ from, never, neverAtRunTime }) => {
  const files = sources.filter((file) => from.test(file));
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter(({ to, typeOnly }) => never?.test(to) || (!typeOnly && neverAtRunTime?.test(to)))
      .map(({ to }) => `${file} imports ${to}`),
  );
  expect(wrong).toEqual([]);
  expect(files.length).toBeGreaterThan(0);
});

it('keeps processes apart, and systems: they meet on the bus and in the definitions', () => {
  const room = (file: string) => /^lambdas\/(?:processes|adapters)\/[^/]+\//.exec(file)?.[0];
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      // A port is a system's contract: a process reads the answers a system gave; which one it asks is its definition's business.
      .filter(({ to }) => !to.endsWith('/port.ts'))
      .filter(({ to }) => room(file) !== undefined && room(to) !== undefined && room(file) !== room(to))
      .map(({ to }) => `${file} imports ${to}`),
  );
  expect(wrong).toEqual([]);
});

it('imports only files that exist and packages that are declared', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const declared = [...Object.keys(dependencies), ...Object.keys(devDependencies), '@types/aws-lambda'];
  const isKnown = (to: string, typeOnly: boolean) => {
    if (/^(bin|lib|lambdas|events|local|scripts|test)\//.test(to)) return existsSync(path.join(root, to));
    if (to.startsWith('node:')) return builtinModules.includes(to.slice('node:'.length));
    const name = to
      .split('/')
      .slice(0, to.startsWith('@') ? 2 : 1)
      .join('/');
    return declared.includes(name) || (typeOnly && declared.includes(`@types/${name}`));
  };
  const unknown = sources.flatMap((file) =>
    importsOf(file)
      .filter(({ to, typeOnly }) => !isKnown(to, typeOnly))
      .map(({ to }) => `${file} imports ${to}`),
  );
  expect(unknown).toEqual([]);
});

it('bundles only what package.json calls a dependency', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const wrong = sources
    .filter((file) => /^(lambdas|events)\//.test(file))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ to, typeOnly }) => !typeOnly && !/^(lambdas|events)\/|^node:/.test(to))
        .map(({ to }) => ({ file, to })),
    )
    .filter(({ to }) => !Object.keys(dependencies).some((name) => to === name || to.startsWith(`${name}/`)));
  expect(wrong).toEqual([]);
});

it('bundles the small form of zod: the whole one is 444 KB more in every function', () => {
  const wrong = sources
    .filter((file) => /^(lambdas|events)\//.test(file))
    .filter((file) =>
      importsOf(file).some(({ to, typeOnly }) => !typeOnly && to.startsWith('zod') && to !== 'zod/mini'),
    );
  expect(wrong).toEqual([]);
});

it('has no circle of files that need each other at run time', () => {
  const needs = new Map(
    sources.map((file) => [
      file,
      importsOf(file)
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ to }) => to),
    ]),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) circles.push([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const next of needs.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of sources) walk(file, []);
  expect(circles).toEqual([]);
});

it('reads every form of import', () => {
  const text = `import a from './a.ts';
import type { B } from "./b.ts";
import {
  c,
  type D,
} from './c.ts';
import './e.ts';
export { f } from './f.ts';
export * from './g.ts';
const h = await import('./h.ts');
let i: import('./i.ts').I;
const text = 'import nothing from here';`;
  expect(specifiersIn(text)).toEqual(['a', 'b', 'c', 'e', 'f', 'g', 'h', 'i'].map((name) => `./${name}.ts`));
});
