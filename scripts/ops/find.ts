import { Role } from '../../lambdas/domain/tenant.ts';
import { NotFound } from '../../lambdas/shared/errors.ts';
import type { CaseRow, Page, ProcessRow, TaskRow } from '../../lambdas/store/ports.ts';
import { type Ops, type Tenant, UsageError } from './verb.ts';

export interface Found<Row> {
  readonly tenant: Tenant;
  readonly row: Row;
}

export function findProcess(ops: Ops, processId: string): Promise<Found<ProcessRow>> {
  return findOne(
    ops,
    'process',
    processId,
    ({ scope }) => ops.stores.processes.get(scope, processId),
    'npm run ops -- processes',
  );
}

export function findTask(ops: Ops, taskId: string): Promise<Found<TaskRow>> {
  return findOne(
    ops,
    'task',
    taskId,
    ({ scope }) => ops.stores.work.task(scope, taskId),
    'npm run ops -- tasks',
  );
}

export function findCase(ops: Ops, caseId: string): Promise<Found<CaseRow>> {
  return findOne(
    ops,
    'case',
    caseId,
    ({ scope }) => ops.stores.work.case(scope, caseId),
    'npm run ops -- cases',
  );
}

/** The same id may exist in two tenants: then the command must say which one it means. */
async function findOne<Row>(
  { tenants }: Ops,
  kind: string,
  id: string,
  read: (tenant: Tenant) => Promise<Row | undefined>,
  list: string,
): Promise<Found<Row>> {
  const found: Found<Row>[] = [];
  for (const tenant of tenants) {
    const row = await read(tenant);
    if (row !== undefined) found.push({ tenant, row });
  }
  const [only, ...others] = found;
  if (!only)
    throw new NotFound(
      `no tenant of ${tenants.map(({ scope }) => scope).join(', ')} has ${kind} "${id}"; list them with: ${list}`,
    );
  if (others.length > 0) {
    throw new UsageError(
      `${kind} "${id}" exists for ${found.map(({ tenant }) => tenant.scope).join(' and ')}; say which with --tenant`,
    );
  }
  return only;
}

/** Sites a listing covers: the one named, or all of the tenant. */
export function sitesOf({ scope, document }: Tenant, site: string | undefined): readonly string[] {
  const all = document.sites.map((entry) => entry.site);
  if (site !== undefined) return all.filter((entry) => entry === site);
  // A listing reads site by site; more than this is a report, not a look.
  if (all.length <= 50) return all;
  throw new UsageError(`tenant ${scope} has ${all.length} sites; say which with --site`);
}

/** What a listing of queues was asked for: one site or all, one role or all, and how many. */
interface QueueOptions {
  readonly site?: string | undefined;
  readonly limit?: string | undefined;
  /** The option that names the role, with what was given: `--owner buyer`. */
  readonly role: readonly [option: string, value: string | undefined];
}

/** The rows of every queue a listing covers, one queue per tenant, site and role; `limit` is how many to show of them. */
export async function rowsOfQueues<Row>(
  ops: Ops,
  { site, role: [option, given], ...options }: QueueOptions,
  read: (
    tenant: Tenant,
    site: string,
    role: Role,
    page: { limit: number; cursor?: string },
  ) => Promise<Page<Row>>,
  isListed: (row: Row) => boolean,
): Promise<{ readonly found: readonly Found<Row>[]; readonly limit: number }> {
  const limit = wholeNumber('limit', options.limit, 50);
  requireKnownSite(ops, site);
  const roles = Role.options.filter((role) => given === undefined || role === given);
  if (roles.length === 0)
    throw new UsageError(`--${option} "${given}" is unknown; use one of: ${Role.options.join(', ')}`);
  const queues = ops.tenants.flatMap((tenant) =>
    sitesOf(tenant, site).flatMap((place) => roles.map((role) => ({ tenant, place, role }))),
  );
  const rows = await Promise.all(
    queues.map(async ({ tenant, place, role }) => {
      const all = await upTo(limit, (page) => read(tenant, place, role, page));
      return all.filter(isListed).map((row) => ({ tenant, row }));
    }),
  );
  return { found: rows.flat(), limit };
}

/** Refuses a site that no selected tenant has: an empty list would look like "nothing to do". */
export function requireKnownSite({ tenants }: Ops, site: string | undefined): void {
  if (site === undefined || tenants.some((tenant) => sitesOf(tenant, site).length > 0)) return;
  const known = tenants.flatMap(({ document }) => document.sites.map((entry) => entry.site));
  throw new UsageError(
    `--site "${site}" is not a site of ${tenants.map(({ scope }) => scope).join(', ')}; use one of: ${known.join(', ')}`,
  );
}

/** Reads pages until `limit` rows or the end. */
export async function upTo<Row>(
  limit: number,
  read: (page: { limit: number; cursor?: string }) => Promise<Page<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(
      cursor === undefined ? { limit: limit - rows.length } : { limit: limit - rows.length, cursor },
    );
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < limit);
  return rows;
}

/** A whole number above zero from an option. */
export function wholeNumber(option: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(
    `--${option} "${value}" is not a whole number above 0; for example --${option} ${otherwise}`,
  );
}

/** The one tenant that has the site. Raises UsageError when several have one of that name. */
export function tenantAt(ops: Ops, site: string): Tenant {
  requireKnownSite(ops, site);
  const owners = ops.tenants.filter((tenant) => sitesOf(tenant, site).length > 0);
  const [tenant, ...others] = owners;
  if (tenant && others.length === 0) return tenant;
  throw new UsageError(
    `--site "${site}" is a site of ${owners.map(({ scope }) => scope).join(' and ')}; say which with --tenant`,
  );
}
