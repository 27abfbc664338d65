import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { systems } from '../../lambdas/adapters/registry.ts';
import { caseClasses } from '../../lambdas/work/case-classes.ts';
import { adapters } from '../../lib/adapters.ts';
import { runbooks } from '../../lib/constructs/monitoring.ts';
import { allFunctions } from '../../lib/kernel.ts';
import { processes } from '../../lib/processes/index.ts';
import { statesOf } from '../../scripts/ops/states.ts';
import { root } from './imports.ts';

const inRoot = (place: string) => path.join(root, place);
const folders = (place: string) =>
  readdirSync(inRoot(place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
const files = (place: string, ending: string) =>
  readdirSync(inRoot(place))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();

describe('a process has the same room everywhere', () => {
  const registered = processes.map(({ name }) => name).sort();
  it.each([
    ['statemachines', files('statemachines', '.asl.json')],
    ['lambdas/processes', folders('lambdas/processes')],
    ['lib/processes', files('lib/processes', '.ts').filter((name) => name !== 'index')],
    ['docs/processes', files('docs/processes', '.md')],
    ['test/processes', folders('test/processes').filter((name) => !['support', 'together'].includes(name))],
  ])('%s', (_place, rooms) => {
    expect(rooms).toEqual(registered);
  });

  it.each(registered)('%s names its states, for whoever looks through them', (name) => {
    const states = statesOf.get(name) ?? [];
    expect(states).toEqual(expect.arrayContaining(['CLOSED']));
    const page = readFileSync(inRoot(`docs/processes/${name}.md`), 'utf8');
    expect(states.filter((state) => !page.includes(`\`${state}\``))).toEqual([]);
  });

  it('fits on one page', () => {
    const long = registered.filter(
      (name) => readFileSync(inRoot(`lib/processes/${name}.ts`), 'utf8').split('\n').length > 61,
    );
    expect(long).toEqual([]);
  });
});

describe('a system has the same room everywhere', () => {
  const registered = adapters.map(({ system }) => system).sort();
  it('lambdas/adapters', () => {
    expect(folders('lambdas/adapters')).toEqual(registered);
    expect(Object.keys(systems).sort()).toEqual(registered);
  });

  it.each(['port', 'http', 'fake', 'handler'])('with its %s.ts', (file) => {
    expect(
      registered.filter((system) => !existsSync(inRoot(`lambdas/adapters/${system}/${file}.ts`))),
    ).toEqual([]);
  });
});

describe('a function', () => {
  const entries = allFunctions().map(({ entry }) => entry);

  it('is in the registry once', () => {
    expect(entries.filter((entry, index) => entries.indexOf(entry) !== index)).toEqual([]);
  });

  it('has its file, and every file that exports a handler is in the registry', () => {
    const handlers = globSync('lambdas/**/*.ts', { cwd: root })
      .filter((file) => /^export const handler\b/m.test(readFileSync(inRoot(file), 'utf8')))
      .map((file) => file.slice('lambdas/'.length, -'.ts'.length));
    expect(handlers.sort()).toEqual([...entries].sort());
  });

  it('has a budget for its bundle, and no budget is left of a function that is gone', () => {
    expect(Object.keys(JSON.parse(readFileSync(inRoot('bundle-budget.json'), 'utf8'))).sort()).toEqual(
      [...entries].sort(),
    );
  });
});

it('has a runbook for every kind of alarm', () => {
  const headings = readFileSync(inRoot('docs/operating.md'), 'utf8').match(/^#{2,4} .+$/gm) ?? [];
  const anchors = headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(runbooks.filter((runbook) => !anchors.includes(runbook))).toEqual([]);
});

it('has a line in the runbook for every class of case, with its severity', () => {
  const rows = readFileSync(inRoot('docs/operating.md'), 'utf8').matchAll(/^\| `(\w+)` \| (S\d)/gm);
  const written = Object.fromEntries([...rows].map(([, name, severity]) => [name, severity]));
  expect(written).toEqual(
    Object.fromEntries(Object.entries(caseClasses).map(([name, { severity }]) => [name, severity])),
  );
});
