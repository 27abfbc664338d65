import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { GENESIS } from '../../lambdas/domain/audit-chain.ts';
import { type Stores, type TenantScope, tenantScope } from '../../lambdas/store/ports.ts';
import { type ChainReport, type ChainSource, verifyStoredChain } from './verify-chain.ts';
import { type FileReport, verifyExport } from './verify-file.ts';

export interface AuditSource extends ChainSource {
  readonly tenants: Pick<Stores['tenants'], 'all' | 'current'>;
  /** Why the anchors are not compared, where they are not. */
  readonly withoutAnchors?: string;
}

/** There is no stage to read: the message says where it was looked for. */
export class NoStage extends Error {}

export interface Target {
  readonly stage: string;
  readonly endpoint?: string;
  readonly account?: string;
}

export interface Outcome {
  /** 0 everything fits · 1 something does not · 2 the command does not fit. */
  readonly exitCode: 0 | 1 | 2;
  readonly lines: readonly string[];
}

const USAGE = `npm run audit -- verify [--tenant T] [--site S] [--day 2026-03-02] [--export file.jsonl]
                       [--stage local] [--endpoint http://127.0.0.1:4566] [--account 123456789012]
npm run audit -- verify --file file.jsonl`;

const options = {
  tenant: { type: 'string' },
  site: { type: 'string' },
  day: { type: 'string' },
  export: { type: 'string' },
  file: { type: 'string' },
  stage: { type: 'string', default: 'local' },
  endpoint: { type: 'string' },
  account: { type: 'string' },
} as const;

type Options = Exclude<ReturnType<typeof readWords>, string>;

/** Verifies audit chains and says what to print. AWS is reached through `connect`, and not at all for a file. */
export async function run(
  words: readonly string[],
  connect: (target: Target) => Promise<AuditSource>,
): Promise<Outcome> {
  const parsed = readWords(words);
  if (typeof parsed === 'string') return { exitCode: 2, lines: [parsed, USAGE] };
  try {
    return parsed.file === undefined
      ? await verifyStage(await connect(parsed), parsed)
      : fileOutcome(parsed.file, await verifyExport(createReadStream(parsed.file)));
  } catch (error) {
    // What the file system says names the file and what is wrong with it.
    const isAboutFile = error instanceof Error && 'syscall' in error && 'path' in error;
    if (isAboutFile || error instanceof NoStage) return { exitCode: 2, lines: [error.message] };
    throw error;
  }
}

async function verifyStage(
  source: AuditSource,
  { tenant, site, day, export: path }: Options,
): Promise<Outcome> {
  const sink = path === undefined ? undefined : await open(path, 'w');
  const write = async (line: string) => {
    await sink?.write(`${line}\n`);
  };
  const lines: string[] = [];
  let entries = 0;
  let broken = false;
  for (const chain of await chainsOf(source, tenant, site)) {
    const report = await verifyStoredChain(source, chain.tenant, chain.site, day, write);
    lines.push(describeChain(chain.tenant, chain.site, report));
    entries += report.entries;
    broken ||= report.finding !== undefined;
  }
  await sink?.close();
  if (broken) return { exitCode: 1, lines };
  if (entries === 0) {
    const asked = [tenant ?? 'any tenant', site ?? 'any site', ...(day === undefined ? [] : [day])].join(
      ', ',
    );
    return { exitCode: 2, lines: [`there is no audit entry of ${asked}: nothing was verified`] };
  }
  if (path !== undefined) {
    lines.push(
      `All of them are in ${path}; anyone can verify them with: npm run audit -- verify --file ${path}`,
    );
  }
  if (source.withoutAnchors !== undefined) lines.push(`Anchors were not compared: ${source.withoutAnchors}`);
  return { exitCode: 0, lines };
}

function readWords(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    if (positionals.length !== 1 || positionals[0] !== 'verify')
      return `"${positionals.join(' ')}" is not a command: use verify`;
    if (values.day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(values.day))
      return `--day "${values.day}" is not a day: use one such as 2026-03-02`;
    return values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function chainsOf({ tenants }: AuditSource, tenant: string | undefined, site: string | undefined) {
  const named = tenant === undefined ? await tenants.all() : [tenantScope(tenant)];
  const chains = await Promise.all(
    named.map(async (scope) => {
      const sites =
        site === undefined
          ? ((await tenants.current(scope))?.sites ?? []).map((entry) => entry.site)
          : [site];
      return sites.map((one): { tenant: TenantScope; site: string } => ({ tenant: scope, site: one }));
    }),
  );
  return chains.flat();
}

function describeChain(
  tenant: string,
  site: string,
  { entries, days, last, anchors, finding }: ChainReport,
): string {
  if (finding) return `${finding.place} does not fit: ${finding.reason}`;
  if (entries === 0) return `${tenant} ${site}: no entries`;
  const agreeing =
    anchors === undefined
      ? ''
      : anchors === 0
        ? ', no anchor yet'
        : `, ${anchors} ${anchors === 1 ? 'anchor agrees' : 'anchors agree'}`;
  return `${tenant} ${site}: ${entries} entries over ${days} ${days === 1 ? 'day' : 'days'} fit, the root of ${last?.day} is ${last?.root}${agreeing}`;
}

function fileOutcome(file: string, { entries, chains, finding }: FileReport): Outcome {
  if (finding) return { exitCode: 1, lines: [`${file}, ${finding.place} does not fit: ${finding.reason}`] };
  if (entries === 0) return { exitCode: 2, lines: [`${file} has no entries: nothing was verified`] };
  const lines = chains.map(({ chain, entries: count, after, last }) => {
    const start =
      after === GENESIS ? 'from its beginning' : `after the root ${after}, whose day this file does not hold`;
    return `${chain}: ${count} entries fit, ${start}; the root of ${last?.day} is ${last?.root}`;
  });
  return { exitCode: 0, lines: [...lines, `${file}: ${entries} entries verified without any other source`] };
}
