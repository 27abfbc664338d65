import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { catalog } from '../../events/index.ts';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { pascal } from '../../lib/functions.ts';
import { processes } from '../../lib/processes/index.ts';
import { LocalAwsError } from '../../local/aws/errors.ts';

const root = path.resolve(import.meta.dirname, '../..');
const templates = path.join(import.meta.dirname, 'process');
const run = promisify(execFile);

/** Kilobytes each function of the templates may weigh, next to what they weigh now. */
const BUDGETS = { open: 340, summarize: 340, close: 340, start: 410 };

/**
 * Writes the room of a process in every folder, its line in the registry, its budgets and its part in the day, and generates
 * what follows from them. Returns the files, from the checkout's root. Raises LocalAwsError, and writes nothing, for a name that is taken or
 * no name, and for an event the catalog does not know.
 */
export async function newProcess(name: string, event: string): Promise<readonly string[]> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 47)
    throw new LocalAwsError(
      `"${name}" is no name for a process: use lowercase words joined by hyphens, at most 47 characters, such as spot-check.`,
    );
  if (processes.some((known) => known.name === name))
    throw new LocalAwsError(`There is a process ${name} already: choose another name.`);
  if (!catalog.has(event))
    throw new LocalAwsError(
      `There is no event ${event} in the catalog: name one of docs/events.md, or define it first.`,
    );

  const words: Readonly<Record<string, string>> = {
    __process__: name,
    __Process__: pascal(name),
    __processCamel__: camel(name),
    __Event__: event,
    __event_file__: await fileOf(event),
  };
  const filled = (text: string) => text.replaceAll(/__[A-Za-z_]+?__/g, (word) => words[word] ?? word);
  const rooms = (await readdir(templates, { recursive: true }))
    .filter((file) => file.endsWith('.txt'))
    .map((file) => ({ template: file, file: filled(file.slice(0, -'.txt'.length)) }));
  const taken = rooms.find(({ file }) => existsSync(path.join(root, file)));
  if (taken) throw new LocalAwsError(`${taken.file} exists already: move it away, or choose another name.`);

  for (const { template, file } of rooms) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), filled(await readFile(path.join(templates, template), 'utf8')));
  }
  await register(name);
  await addBudgets(name);
  await addToDay(name);
  const tenants = await cutOver(name);
  const files = [...rooms.map(({ file }) => file).sort(), REGISTRY, BUDGET, DAY, ...tenants];
  await inRoot('node_modules/.bin/biome', 'check', '--write', ...files.filter(isCode));
  await inRoot(process.execPath, 'scripts/generate.ts');
  return files;
}

const REGISTRY = 'lib/processes/index.ts';
const BUDGET = 'bundle-budget.json';
const DAY = 'local/scenarios/day.ts';
const TENANTS = 'local/scenarios/tenants';

async function register(name: string): Promise<void> {
  await edit(REGISTRY, (text) =>
    text
      .replace(/^import type /m, `import { ${camel(name)} } from './${name}.ts';\nimport type `)
      .replace(/,?\s*\](;\s*)$/, `, ${camel(name)}]$1`),
  );
}

async function addBudgets(name: string): Promise<void> {
  await edit(BUDGET, (text) => {
    const own = Object.entries(BUDGETS).map(([verb, kilobytes]) => [
      `processes/${name}/${verb}-${name}`,
      kilobytes,
    ]);
    return `${JSON.stringify({ ...JSON.parse(text), ...Object.fromEntries(own) }, null, 2)}\n`;
  });
}

/** Its act is the last of the day. */
async function addToDay(name: string): Promise<void> {
  const act = `${camel(name)}Begins`;
  await edit(DAY, (text) =>
    text
      .replace(/^import type /m, `import { ${act} } from './${name}.ts';\nimport type `)
      .replace(/^(export const day: [^\]]+\] = \[[^\]]+?),?\s*\];/m, `$1, ${act}];`),
  );
}

/** Every site of a tenant of the day takes it as far as the other processes there. Returns the documents. */
async function cutOver(name: string): Promise<readonly string[]> {
  const documents = (await readdir(path.join(root, TENANTS))).map((file) => `${TENANTS}/${file}`);
  for (const document of documents)
    await edit(document, (text) => {
      const tenant: TenantDocument = JSON.parse(text);
      const levels = new Map(tenant.cutover.map(({ site, level }) => [site, level]));
      const own = [...levels].map(([site, level]) => ({ process: name, site, level }));
      return `${JSON.stringify({ ...tenant, cutover: [...tenant.cutover, ...own] }, null, 2)}\n`;
    });
  return documents;
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(path.join(root, file), 'utf8');
  const changed = change(text);
  if (changed === text)
    throw new LocalAwsError(`${file} is not shaped as expected: add the process there by hand.`);
  await writeFile(path.join(root, file), changed);
}

/** The file of `events/` that defines an event. */
async function fileOf(event: string): Promise<string> {
  for (const file of await readdir(path.join(root, 'events'))) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(path.join(root, 'events', file), 'utf8');
    if (new RegExp(`export const ${event} = defineEvent\\(`).test(text)) return file;
  }
  throw new LocalAwsError(
    `no file of events/ defines ${event}: give it an "export const ${event} = defineEvent(…)".`,
  );
}

async function inRoot(command: string, ...args: readonly string[]): Promise<void> {
  await run(path.resolve(root, command), args, { cwd: root });
}

function isCode(file: string): boolean {
  return file.endsWith('.ts') || file.endsWith('.json');
}

function camel(name: string): string {
  const words = pascal(name);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
