import { Conflict } from '../shared/errors.ts';
import type { ProcessRow, TenantScope } from '../store/ports.ts';
import { openCase } from '../work/cases.ts';
import { settleOverdue } from '../work/overdue.ts';
import { signalProcess } from '../work/signal.ts';
import type { TaskDependencies } from '../work/task-change.ts';

/** A process that was told of a deadline has this long to set its next one. */
const ANSWER_MINUTES = 15;
/** One that did not is looked at again after this long; a person owns its case by then. */
const RECHECK_MINUTES = 60;
const DEADLINE = 'deadline@';

/**
 * Tells a process that its deadline has come, `deadline@<dueAt>`. A process that has not reacted to the deadline before
 * this one is told again. When it does not wait either, it does not run: it gets a case, and goes on as soon as it can. Once
 * it has reacted that case is settled.
 */
export async function wakeDueProcess(
  deps: TaskDependencies,
  tenant: TenantScope,
  processId: string,
): Promise<void> {
  const row = await deps.stores.processes.get(tenant, processId);
  const now = deps.clock();
  if (row?.dueAt === undefined || row.closedAt !== undefined || row.dueAt > now) return;
  const ignored = row.pending.find((entry) => entry.startsWith(DEADLINE));
  if (!(await postpone(deps, tenant, row, now, ignored === undefined ? ANSWER_MINUTES : RECHECK_MINUTES)))
    return;
  if (ignored === undefined) await settleOverdue(deps, tenant, processId);
  const { woken } = await signalProcess(deps, tenant, processId, [ignored ?? `${DEADLINE}${row.dueAt}`]);
  // One that could be woken was only not told: the sweep before died between its words.
  if (ignored === undefined || woken) return;
  const since = await deps.stores.processes.get(tenant, processId);
  if (since?.closedAt === undefined && since?.pending.includes(ignored))
    await openOverdueCase(deps, tenant, row, ignored.slice(DEADLINE.length));
}

/**
 * Moves the sweeper's next look before the wake, never after it: the wake lets the process set its own next deadline, and
 * that one must stand. `false` when the process ended meanwhile.
 */
async function postpone(
  deps: TaskDependencies,
  tenant: TenantScope,
  row: ProcessRow,
  now: string,
  minutes: number,
): Promise<boolean> {
  const dueAt = new Date(Date.parse(now) + minutes * 60_000).toISOString();
  const step = {
    key: `${DEADLINE}${row.dueAt}`,
    name: 'DeadlinePassed',
    at: now,
    detail: { state: row.state },
  };
  try {
    await deps.stores.processes.change(tenant, row.processId, { at: now, dueAt, step });
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

async function openOverdueCase(
  deps: TaskDependencies,
  tenant: TenantScope,
  row: ProcessRow,
  since: string,
): Promise<void> {
  await openCase(deps, tenant, {
    class: 'PROCESS_OVERDUE',
    site: row.site,
    processId: row.processId,
    subject: since,
    links: [],
    summary: `${row.processId} is in ${row.state} and has not reacted to its deadline of ${since}; its execution may have ended.`,
  });
}
