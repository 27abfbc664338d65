import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { Stores } from '../../lambdas/store/ports.ts';
import type { TableName } from '../../lambdas/store/schema.ts';
import type { Access, FunctionSpec } from '../../lib/functions.ts';
import { root } from './imports.ts';

/**
 * What the code of a function asks of its stores, read from the code itself: LocalStack enforces no rights, so a missing
 * grant would only be seen in the cloud.
 */

type Mode = 'read' | 'write';
type Needs = { tables: Partial<Record<TableName, Mode>>; secrets: boolean } & Omit<
  Access,
  'tables' | 'machines' | 'secretsOf' | 'frontDoor' | 'authorizer'
> & { machines: ('start' | 'signal' | 'recover')[] };

type Effect = 'read' | 'write' | 'write and enqueue' | 'read wherever told' | 'write wherever told';

/** The table behind each store. */
const tableOf: Readonly<Record<keyof Stores, TableName>> = {
  processes: 'processes',
  inventory: 'inventory',
  backorders: 'inventory',
  bins: 'inventory',
  work: 'work',
  holds: 'work',
  jobs: 'work',
  intake: 'intake',
  occurrences: 'intake',
  tallies: 'intake',
  tenants: 'tenants',
  quality: 'inventory',
  circuits: 'tenants',
  edge: 'intake',
  epcis: 'intake',
  webhooks: 'intake',
};

/**
 * What each method does to that table. Events that go with a write are outbox rows, which lie in the inventory table; those
 * of a process's step lie with the step, so whoever publishes has to do with both.
 */
const effects: { readonly [Store in keyof Stores]: Readonly<Record<keyof Stores[Store], Effect>> } = {
  processes: {
    open: 'write and enqueue',
    get: 'read',
    change: 'write and enqueue',
    record: 'write',
    steps: 'read',
    announced: 'read',
    wait: 'write',
    signal: 'write',
    putFact: 'write',
    facts: 'read',
    readChunk: 'read',
    writeChunk: 'write and enqueue',
    addSearch: 'write',
    search: 'read',
    byState: 'read',
    due: 'read',
    park: 'write',
    parked: 'read',
    unpark: 'write',
  },
  inventory: {
    post: 'write',
    effects: 'read',
    position: 'read',
    positions: 'read',
    ledger: 'read',
    audit: 'write',
    auditDays: 'read',
    auditChain: 'read',
    auditRoot: 'read',
    enqueue: 'write',
    markMissed: 'write wherever told',
    markPublished: 'write wherever told',
    unpublished: 'read wherever told',
    eventsOf: 'read',
  },
  backorders: {
    stock: 'read',
    reservation: 'read',
    reserve: 'write',
    confirm: 'write',
    endUnits: 'write',
    end: 'write',
    setQueue: 'write',
    queue: 'read',
    queued: 'read',
  },
  bins: {
    reserved: 'read',
    reserve: 'write',
    release: 'write',
  },
  work: {
    openTask: 'write and enqueue',
    task: 'read',
    changeTask: 'write and enqueue',
    tasksOf: 'read',
    tasksByGroup: 'read',
    dueTasks: 'read',
    openCase: 'write and enqueue',
    case: 'read',
    changeCase: 'write and enqueue',
    casesOf: 'read',
    casesByOwner: 'read',
    dueCases: 'read',
  },
  intake: {
    claim: 'write',
    markPublished: 'write',
    claimSscc: 'write',
  },
  occurrences: {
    remember: 'write',
  },
  tallies: {
    count: 'write',
    sums: 'read',
  },
  holds: {
    hold: 'write and enqueue',
    held: 'read',
    holds: 'read',
    settle: 'write and enqueue',
    due: 'read',
  },
  jobs: {
    create: 'write',
    job: 'read',
    jobs: 'read',
    change: 'write',
    record: 'write',
    results: 'read',
  },
  tenants: {
    current: 'read',
    apply: 'write',
    version: 'read',
    versions: 'read',
    all: 'read',
    propose: 'write',
    proposal: 'read',
    proposals: 'read',
    settle: 'write',
  },
  quality: {
    history: 'read',
    record: 'write',
  },
  circuits: {
    read: 'read',
    write: 'write',
  },
  edge: {
    begin: 'write',
    finish: 'write',
    release: 'write',
    countCall: 'write',
  },
  epcis: { capture: 'write', event: 'read', list: 'read', keepReport: 'write', report: 'read' },
  webhooks: {
    addEndpoint: 'write',
    endpoint: 'read',
    endpoints: 'read',
    changeEndpoint: 'write',
    removeEndpoint: 'write',
    addDelivery: 'write',
    delivery: 'read',
    deliveries: 'read',
    changeDelivery: 'write',
    dueDeliveries: 'read',
  },
};

/**
 * The code of each function without what it does not call, and without the stores behind the ports: esbuild leaves out
 * functions nobody uses, so what is left is what the function may do.
 */
export async function codeOf(functions: readonly FunctionSpec[]): Promise<ReadonlyMap<string, string>> {
  const present = functions.filter(({ entry }) => existsSync(path.join(root, `lambdas/${entry}.ts`)));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present.map(({ entry }) => [entry, `lambdas/${entry}.ts`])),
    outdir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    logLevel: 'silent',
    plugins: [
      {
        name: 'stop at the stores',
        setup({ onLoad, onResolve }) {
          // A file imported for its logic does not run its own handler: without the mark that would be kept.
          onLoad({ filter: /\/lambdas\/.*\.ts$/ }, async ({ path: file }) => ({
            loader: 'ts',
            contents: (await readFile(file, 'utf8')).replaceAll(
              /= (?=(taskHandler|queueHandler|runtimeWith|adapterHandler)\()/g,
              '= /* @__PURE__ */ ',
            ),
          }));
          // Keys and ports are words and arithmetic; everything else of the store is behind a port.
          onResolve({ filter: /\/(shared\/runtime|store\/[\w-]+)\.ts$/ }, ({ path: to }) =>
            /\/(ports|keys|schema)\.ts$/.test(to)
              ? undefined
              : { path: to, external: true, sideEffects: false },
          );
        },
      },
    ],
  });
  return new Map(
    present.map(({ entry }) => [
      entry,
      outputFiles.find((file) => file.path === path.join(root, `${entry}.js`))?.text ?? '',
    ]),
  );
}

/** What `code` needs, in the words of `Access`. Where two things share a name esbuild numbers one: `journal2`. */
export function needsOf(code: string): Needs {
  const tables: Needs['tables'] = {};
  const need = (table: TableName, mode: Mode) => {
    if (tables[table] !== 'write') tables[table] = mode;
  };
  for (const [store, methods] of Object.entries(effects)) {
    for (const [method, effect] of Object.entries<Effect>(methods)) {
      if (!new RegExp(`\\b${store}\\d*\\??\\.${method}\\(`).test(code)) continue;
      const mode = effect.startsWith('read') ? 'read' : 'write';
      need(tableOf[store as keyof Stores], mode);
      if (effect === 'write and enqueue') need('inventory', 'write');
      if (effect.endsWith('wherever told')) need('processes', mode);
    }
  }
  const object = (bucket: 'documents' | 'journal') => {
    if (new RegExp(`\\b${bucket}\\d*\\.put\\(`).test(code)) return 'write' as const;
    return new RegExp(`\\b${bucket}\\d*\\.(get|list)\\(`).test(code) ? ('read' as const) : undefined;
  };
  const [documents, journal] = [object('documents'), object('journal')];
  const files = /\bfiles\d*\.(get|put|list|presign)\(/.test(code);
  const secrets = /\.secret\(/.test(code);
  const anchors = /\banchor\d*\(/.test(code);
  const machines: Needs['machines'] = [];
  if (/\.startProcess\(/.test(code)) machines.push('start');
  if (/\bcompleteWait\d*\(/.test(code)) machines.push('signal');
  if (/\bexecutions\d*\.describe\(/.test(code)) machines.push('recover');
  return {
    tables,
    ...(documents ? { documents } : {}),
    ...(files ? { files: true as const } : {}),
    ...(journal ? { journal } : {}),
    ...(anchors ? { auditAnchor: 'write' as const } : {}),
    ...(/\bpublish\d*\(/.test(code) ? { publish: true as const } : {}),
    ...(/\bparameter\d*\(/.test(code) ? { machineClients: true as const } : {}),
    ...(/\.tryFile\(/.test(code) ? { invokes: 'doors/try-file' } : {}),
    secrets,
    machines,
  };
}
