import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { catalog } from '../events/index.ts';
import { systems } from '../lambdas/adapters/registry.ts';
import { routes as bulkRoutes } from '../lambdas/api/bulk.ts';
import { routes as fileRoutes } from '../lambdas/api/files.ts';
import { routes as governRoutes } from '../lambdas/api/govern.ts';
import { routes as graphqlRoutes } from '../lambdas/api/graphql.ts';
import { routes as inboundRoutes } from '../lambdas/api/inbound.ts';
import { routes as readRoutes } from '../lambdas/api/read.ts';
import { routes as sellRoutes } from '../lambdas/api/sell.ts';
import { routes as tellRoutes } from '../lambdas/api/tell.ts';
import { routes as webhookRoutes } from '../lambdas/api/webhooks.ts';
import { routes as workRoutes } from '../lambdas/api/work.ts';
import { processes } from '../lib/processes/index.ts';
import { apiPage } from './generating/api-page.ts';
import { asyncApi } from './generating/asyncapi.ts';
import { clientModule } from './generating/client.ts';
import { eventMap } from './generating/event-map.ts';
import { catalogPage, eventPages } from './generating/event-pages.ts';
import { type Block, machineGraphs } from './generating/machine-graph.ts';
import { openApi } from './generating/openapi.ts';

const root = new URL('../', import.meta.url);
const GRAPH = /(<!-- begin machine -->\n)[\s\S]*?(<!-- end machine -->)/;

/** The routes of the API by the function that carries them out. */
export const routesByFunction = {
  'api/bulk': bulkRoutes,
  'api/govern': governRoutes,
  'api/inbound': inboundRoutes,
  'api/files': fileRoutes,
  'api/graphql': graphqlRoutes,
  'api/read': readRoutes,
  'api/sell': sellRoutes,
  'api/tell': tellRoutes,
  'api/webhooks': webhookRoutes,
  'api/work': workRoutes,
};

/**
 * Writes what is derived from the sources: one JSON Schema per event in `events/schemas`, the catalog page
 * `docs/events.md` with a page per event, the map `docs/event-map.md`, the contracts `api/openapi.json` and `api/asyncapi.json`, the GraphQL schema as a
 * module, and the graph in the page of each process. `npm run generate` after a change of any of them; a test fails when
 * they differ.
 */
export function generated(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const contract of catalog.values()) {
    const schema = {
      $id: `urn:tallyflow:event:${contract.type}:v${contract.version}`,
      title: contract.type,
      description: contract.summary,
      ...z.toJSONSchema(contract.event),
    };
    files.set(`events/schemas/${contract.type}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
  const rest = openApi(routesByFunction);
  files.set('api/openapi.json', `${JSON.stringify(rest, null, 2)}\n`);
  files.set('api/client.ts', clientModule(rest as never));
  files.set('docs/api/index.html', apiPage(rest as never));
  files.set('api/asyncapi.json', `${JSON.stringify(asyncApi(sampleOf), null, 2)}\n`);
  files.set('docs/events.md', catalogPage());
  for (const [path, page] of eventPages(sampleOf)) files.set(path, page);
  files.set('lambdas/api/control-tower/sdl.ts', sdlModule());
  files.set('lambdas/work/process-systems.ts', processSystemsModule());
  files.set('docs/event-map.md', eventMap());
  for (const { name } of processes) files.set(`docs/processes/${name}.md`, processPage(name));
  return files;
}

function sampleOf(type: string): unknown {
  return JSON.parse(readFileSync(new URL(`events/samples/${type}.json`, root), 'utf8'));
}

/** The page of a process with the graph of its definition in place of the one it has. */
function processPage(name: string): string {
  const path = `docs/processes/${name}.md`;
  const page = readFileSync(new URL(path, root), 'utf8');
  if (!GRAPH.test(page))
    throw new Error(
      `${path} has no place for the graph: put the lines "<!-- begin machine -->" and "<!-- end machine -->" under "## The machine"`,
    );
  const machine = JSON.parse(readFileSync(new URL(`statemachines/${name}.asl.json`, root), 'utf8')) as Block;
  return page.replace(GRAPH, (_, begin: string, end: string) => `${begin}${machineGraphs(machine)}\n${end}`);
}

/** The GraphQL schema as a module: a bundle holds modules, and Node imports no other text. */
function sdlModule(): string {
  const sdl = readFileSync(new URL('api/control-tower.graphql', root), 'utf8');
  if (/[`$\\]/.test(sdl))
    throw new Error('api/control-tower.graphql holds a backtick, $ or \\; leave it out');
  return `// Written by \`npm run generate\` from api/control-tower.graphql.\nexport const sdl = \`${sdl}\`;\n`;
}

/** Which systems each process calls, as a module: functions do not know how they are deployed. */
function processSystemsModule(): string {
  const list = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(', ')}]`;
  const quoted = (name: string) => (/^\w+$/.test(name) ? name : `'${name}'`);
  const rows = processes.map(({ name, adapters = [] }) => `  ${quoted(name)}: ${list(adapters)},`);
  return `// Written by \`npm run generate\` from lib/processes and lambdas/adapters/registry.ts.
export const processSystems = {
${rows.join('\n')}
} as const;
export const systemNames = [
${Object.keys(systems)
  .map((name) => `  '${name}',`)
  .join('\n')}
] as const;
`;
}

if (import.meta.main) {
  await mkdir('events/schemas', { recursive: true });
  await mkdir('docs/events', { recursive: true });
  await mkdir('api', { recursive: true });
  const files = generated();
  for (const folder of ['events/schemas', 'docs/events'])
    for (const name of await readdir(folder))
      if (!files.has(`${folder}/${name}`)) await rm(`${folder}/${name}`);
  for (const [path, text] of files) await writeFile(path, text);
  // A release binds: from then on the contracts are only added to, and a test holds them to it.
  if (process.argv.includes('--release'))
    for (const name of ['openapi', 'asyncapi'])
      await writeFile(
        `api/released/${name}.json`,
        `${JSON.stringify(JSON.parse(files.get(`api/${name}.json`) ?? '{}'))}\n`,
      );
  console.log(
    `${files.size} files written from ${catalog.size} event contracts and ${processes.length} processes`,
  );
}
