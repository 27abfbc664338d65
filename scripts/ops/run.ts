import { Conflict, ContractViolation, Forbidden, NotFound } from '../../lambdas/shared/errors.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { readCommandLine } from './arguments.ts';
import { NoStage, type Ops, type Tenant, UsageError } from './verb.ts';
import { verbs } from './verbs.ts';

export interface Outcome {
  /** 0 done · 1 the stage does not answer or somebody was first · 2 the command does not fit. */
  readonly exitCode: 0 | 1 | 2;
  readonly out?: string;
  readonly error?: string;
}

/** Runs one command line and says what to print; the stage is reached only when the words make sense. */
export async function run(
  words: readonly string[],
  connect: () => Promise<Omit<Ops, 'tenants'>>,
): Promise<Outcome> {
  try {
    const { verb, args, tenant, json } = readCommandLine(words, verbs);
    const stage = await connect();
    const { data, text } = await verb.run({ ...stage, tenants: await tenantsOf(stage, tenant) }, args);
    return { exitCode: 0, out: json ? JSON.stringify(data, null, 2) : text };
  } catch (error) {
    if (isMisuse(error)) return { exitCode: 2, error: error.message };
    if (error instanceof Conflict || error instanceof NoStage) return { exitCode: 1, error: error.message };
    throw error;
  }
}

/** Errors that name what was given, why it does not fit and what does. */
function isMisuse(error: unknown): error is Error {
  return [UsageError, ContractViolation, NotFound, Forbidden].some((kind) => error instanceof kind);
}

async function tenantsOf({ stores }: Omit<Ops, 'tenants'>, named: string | undefined): Promise<Tenant[]> {
  const known = await stores.tenants.all();
  const scopes = named === undefined ? known : [tenantScope(named)];
  const found = await Promise.all(
    scopes.map(async (scope) => ({ scope, document: await stores.tenants.current(scope) })),
  );
  const tenants = found.flatMap(({ scope, document }): Tenant[] => (document ? [{ scope, document }] : []));
  if (tenants.length > 0) return tenants;
  throw new UsageError(
    named === undefined
      ? 'the stage has no tenant yet; apply a tenant document, or run `npm start`'
      : `--tenant "${named}" is unknown; use one of: ${known.join(', ') || 'none yet'}`,
  );
}
