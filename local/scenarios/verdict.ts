import { GetExecutionHistoryCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { AuditEntry } from '../../lambdas/domain/audit-chain.ts';
import { placeOf, verifyChain } from '../../lambdas/domain/audit-verify.ts';
import { Role } from '../../lambdas/domain/tenant.ts';
import {
  type CaseRow,
  type LedgerEntry,
  type ProcessRow,
  type TaskRow,
  type TenantScope,
  tenantScope,
} from '../../lambdas/store/ports.ts';
import { announcedBy } from '../../lambdas/work/announced-by.ts';
import type { Floor } from './floor.ts';
import { type PromiseReport, promisesOf } from './promises.ts';
import type { BusWatch } from './watch.ts';

/** What a day left behind, and whether it is what it should be. */
export interface Verdict {
  readonly processes: readonly ProcessReport[];
  readonly promises: readonly PromiseReport[];
  readonly openTasks: readonly TaskRow[];
  readonly openCases: readonly CaseRow[];
  readonly checks: readonly Check[];
}

export interface ProcessReport {
  readonly row: ProcessRow;
  readonly steps: number;
  readonly waitedMinutes: number;
  readonly tasks: number;
  readonly cases: number;
  /** State entries of the execution, plus one for every child a distributed Map started. */
  readonly transitions: number;
  readonly dollars: number;
}

export interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Standard transitions cost 25 US dollars a million (us-east-1); the rest of a process is small beside it, see docs/figures.md. */
const DOLLARS_PER_TRANSITION = 25 / 1_000_000;

export interface Ending {
  readonly tenant: TenantScope;
  readonly site: string;
  readonly processId: string;
  readonly state: string;
}

/** @param watch everything the bus carried since the day began */
export async function verdictOf(
  floor: Floor,
  endings: readonly Ending[],
  watch: Pick<BusWatch, 'seen'>,
): Promise<Verdict> {
  const { stores, clients } = floor.stage;
  const processes: ProcessReport[] = [];
  const checks: Check[] = [];
  const openTasks: TaskRow[] = [];
  const openCases: CaseRow[] = [];

  for (const { tenant, processId, state } of endings) {
    const row = await stores.processes.get(tenant, processId);
    checks.push({
      what: `${tenant} ${processId} ends in ${state}`,
      ok: row?.state === state,
      detail: row?.state ?? 'it never started',
    });
    if (!row) continue;
    const [steps, tasks, cases] = await Promise.all([
      stores.processes.steps(tenant, processId),
      stores.work.tasksOf(tenant, processId),
      stores.work.casesOf(tenant, processId),
    ]);
    const transitions = row.executionArn ? await transitionsOf(clients.sfn, row.executionArn) : 0;
    const waitedMinutes = Math.round(
      (Date.parse(row.closedAt ?? floor.stage.clock()) - Date.parse(row.openedAt)) / 60_000,
    );
    processes.push({
      row,
      steps: steps.length,
      waitedMinutes,
      tasks: tasks.length,
      cases: cases.length,
      transitions,
      dollars: transitions * DOLLARS_PER_TRANSITION,
    });
  }

  const places: { readonly tenant: TenantScope; readonly site: string }[] = [];
  for (const tenant of new Set(endings.map((ending) => ending.tenant))) {
    const sites = await sitesOf(floor, tenant);
    checks.push(await stockCheck(floor, tenant, sites));
    for (const site of sites) {
      checks.push(await auditCheck(floor, tenant, site));
      const work = await Promise.all(Role.options.map((role) => queuesOf(floor, tenant, site, role)));
      openTasks.push(...work.flatMap(({ tasks }) => tasks));
      openCases.push(...work.flatMap(({ cases }) => cases));
      places.push({ tenant, site });
    }
  }
  checks.push(await busCheck(floor, processes, watch));
  const promises = await promisesOf(floor, places);
  return { processes, promises, openTasks, openCases, checks };
}

/** Whatever a process, its tasks and its cases stored to be announced was on the bus. */
async function busCheck(
  floor: Floor,
  processes: readonly ProcessReport[],
  { seen }: Pick<BusWatch, 'seen'>,
): Promise<Check> {
  const told = await Promise.all(
    processes.map(({ row }) => announcedBy(floor.stage.stores, tenantScope(row.tenantId), row)),
  );
  const events = told.flat().map(({ event }) => event);
  const missing = () => {
    const heard = new Set(seen.map(({ id }) => id));
    return events.filter(({ id }) => !heard.has(id)).map(({ type, subject }) => `${type} ${subject}`);
  };
  const left = await floor
    .until('every stored event on the bus', async () => missing().length === 0 && [])
    .catch(() => missing());
  return {
    what: 'every event that was stored was on the bus',
    ok: left.length === 0 && events.length > 0,
    detail: left.length === 0 ? `${events.length} events` : `not heard of: ${left.slice(0, 5).join(', ')}`,
  };
}

/** What waits for the people of one role at a site. */
async function queuesOf({ stage }: Floor, tenant: TenantScope, site: string, role: Role) {
  const page = { limit: 100 };
  const [tasks, cases] = await Promise.all([
    stage.stores.work.tasksByGroup(tenant, site, role, page),
    stage.stores.work.casesByOwner(tenant, site, role, page),
  ]);
  return { tasks: tasks.rows, cases: cases.rows.filter(({ state }) => state === 'OPEN') };
}

async function sitesOf({ stage }: Floor, tenant: TenantScope): Promise<readonly string[]> {
  const document = await stage.stores.tenants.current(tenant);
  if (!document) throw new Error(`tenant ${tenant} has no document: prepare the day first`);
  return document.sites.map(({ site }) => site);
}

/** Units that came in are the units in stock, or between sites, plus the units that left; nothing appears or disappears. */
async function stockCheck(floor: Floor, tenant: TenantScope, sites: readonly string[]): Promise<Check> {
  const differences: string[] = [];
  let units = 0;
  for (const [key, counted] of floor.counted) {
    const [owner, sku = ''] = key.split('|');
    if (owner !== tenant) continue;
    let inStock = 0;
    let left = 0;
    for (const site of sites) {
      const { buckets } = await floor.stage.stores.inventory.position(tenant, site, sku);
      const { rows } = await floor.stage.stores.inventory.ledger(tenant, site, sku, { limit: 1000 });
      inStock += Object.values(buckets).reduce((sum, quantity) => sum + quantity, 0);
      left += rows.reduce((sum, entry) => sum + leaving(entry), 0);
    }
    units += counted;
    if (inStock + left !== counted)
      differences.push(`${sku}: ${counted} counted, ${inStock} in stock, ${left} left`);
  }
  return {
    what: `${tenant} ${sites.join(', ')}: stock adds up to what was counted`,
    ok: differences.length === 0,
    detail: differences.join('; ') || `${units} units`,
  };
}

/** Units a posting took out of the tenant's stock. What a transfer takes at one place it brings to another. */
function leaving({ from, to, quantity, reasonCode }: LedgerEntry): number {
  if (to === null) return quantity;
  return from === null && reasonCode.startsWith('TRANSFER_') ? -quantity : 0;
}

async function auditCheck(floor: Floor, tenant: TenantScope, site: string): Promise<Check> {
  const days = await floor.stage.stores.inventory.auditDays(tenant, site);
  const { inventory } = floor.stage.stores;
  const entries = async function* (): AsyncGenerator<AuditEntry> {
    for (const day of [...days].sort()) yield* inventory.auditChain(tenant, site, day);
  };
  const result = await verifyChain(entries());
  return {
    what: `${tenant} ${site}: the audit chain holds`,
    ok: result.ok,
    detail: result.ok ? `${result.entries} entries` : `${placeOf(result.at)}: ${result.reason}`,
  };
}

/** Counts what Step Functions bills: states entered by the execution, and one for each child of a distributed Map. */
export async function transitionsOf(client: SFNClient, executionArn: string): Promise<number> {
  let transitions = 0;
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, ...(nextToken && { nextToken }) }),
    );
    for (const event of page.events ?? []) {
      if (event.type?.endsWith('StateEntered')) transitions += 1;
      if (event.type === 'MapStateStarted') transitions += event.mapStateStartedEventDetails?.length ?? 0;
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return transitions;
}
