import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { COMPARED, type Compared } from '../../lambdas/agreement/gather.ts';
import { Conflict, ContractViolation, NotFound } from '../../lambdas/shared/errors.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type ApplyDependencies, applyTenant, rollBackTenant } from '../../lambdas/work/apply-tenant.ts';
import type { StageRuntime } from '../../local/stage-runtime.ts';
import { wholeNumber } from '../ops/find.ts';
import type { Outcome } from '../ops/run.ts';
import { table } from '../ops/table.ts';
import { NoStage, UsageError } from '../ops/verb.ts';
import { agreement } from './agreement.ts';
import { readDocument } from './document.ts';
import { changed, planned } from './show.ts';

/** What a command works with; tests pass stores in memory. */
export type TenantHands = ApplyDependencies &
  Pick<StageRuntime, 'stores' | 'lookUp'> & {
    readonly hasSecret: (name: string) => Promise<boolean>;
  };

const USAGE = `npm run tenant -- <command>
  plan <file> [--with <file>] [--set name=value]
      says everything that is wrong with a document, what applying it would change, and which secrets it needs
  diff <file> [--with <file>] [--set name=value]
      names every field that differs from what is in force
  apply <file> --as <user> --reason <words> [--with <file>] [--set name=value]
      brings the document into force as the next version; the same again changes nothing
  rollback <tenant> --to <version> --as <user> --reason <words>
      puts back what an earlier version said, as a new version
  history <tenant>
      lists the versions
  agreement <tenant> [--process <process>] [--site <site>]
      how often people did what processes in shadow would have done
  Everywhere: [--json]`;

/** Runs one command line and says what to print. 0 done · 1 no stage, or somebody was first · 2 it does not fit. */
export async function run(
  words: readonly string[],
  connect: () => Promise<TenantHands>,
  read: (path: string) => Promise<string> = (path) => readFile(path, 'utf8'),
): Promise<Outcome> {
  try {
    const { data, text, isWrong } = await command(words, connect, read);
    const out = words.includes('--json') ? JSON.stringify(data, null, 2) : text;
    return isWrong ? { exitCode: 2, error: out } : { exitCode: 0, out };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ([UsageError, ContractViolation, NotFound].some((kind) => error instanceof kind))
      return { exitCode: 2, error: error.message };
    if (error instanceof Conflict || error instanceof NoStage) return { exitCode: 1, error: error.message };
    throw error;
  }
}

interface Told {
  readonly data: unknown;
  readonly text: string;
  readonly isWrong?: boolean;
}

async function command(
  words: readonly string[],
  connect: () => Promise<TenantHands>,
  read: (path: string) => Promise<string>,
): Promise<Told> {
  const { values, positionals } = parsed(words);
  const [name, what, ...more] = positionals;
  if (name === undefined || what === undefined || more.length > 0) throw new UsageError(USAGE);
  const said = (option: 'as' | 'reason' | 'to'): string => {
    const value = values[option];
    if (value?.trim()) return value;
    throw new UsageError(`${name} needs --${option}; ${USAGE}`);
  };

  if (name === 'plan' || name === 'diff' || name === 'apply') {
    const checked = await readDocument(what, values.with ?? [], values.set ?? [], read);
    const hands = await connect();
    const plan = await planned(checked, hands);
    if (name === 'plan' || plan.problems.length > 0 || !checked.document)
      return { data: plan, text: plan.text, isWrong: plan.problems.length > 0 };
    if (name === 'diff') return { data: plan.changes, text: changed(plan.changes) };
    const { document } = checked;
    const applying = { by: said('as'), reason: said('reason') };
    const done = await applyTenant(hands, tenantScope(document.tenantId), document, applying);
    return { data: done, text: outcome(document.tenantId, done) };
  }
  const tenant = tenantScope(what);
  if (name === 'rollback') {
    const to = wholeNumber('to', said('to'), 1);
    const applying = { by: said('as'), reason: said('reason') };
    const done = await rollBackTenant(await connect(), tenant, to, applying);
    return { data: done, text: outcome(what, done) };
  }
  if (name === 'history') {
    const versions = await (await connect()).stores.tenants.versions(tenant, 1_000);
    if (versions.length === 0) throw new NotFound(`tenant ${what} has no version yet; apply its document`);
    const rows = versions.map(({ version, appliedAt }) => [version, appliedAt]);
    return { data: versions, text: table(['version', 'applied at'], rows) };
  }
  if (name === 'agreement')
    return agreement(await connect(), tenant, comparedBy(values.process), values.site);
  throw new UsageError(`"${name}" is not a command; ${USAGE}`);
}

function comparedBy(process: string | undefined): readonly Compared[] {
  const found = COMPARED.filter((one) => process === undefined || one === process);
  if (found.length > 0) return found;
  throw new UsageError(`--process "${process}" is not compared; use one of: ${COMPARED.join(', ')}`);
}

const outcome = (
  tenant: string,
  { applied, version, changes }: Awaited<ReturnType<typeof applyTenant>>,
): string =>
  applied
    ? `Version ${version} of ${tenant} is in force.\n${changed(changes)}`
    : `Nothing to do: version ${version} of ${tenant} says the same already.`;

function parsed(words: readonly string[]) {
  const one = { type: 'string' as const };
  const many = { type: 'string' as const, multiple: true as const };
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        ...{ as: one, reason: one, to: one, process: one, site: one },
        ...{ set: many, with: many, json: { type: 'boolean' as const } },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. To ')[0]}; ${USAGE}`);
  }
}
