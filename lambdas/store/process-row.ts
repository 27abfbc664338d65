import { Conflict, ContractViolation, NotFound } from '../shared/errors.ts';
import type { NewProcess, ProcessChange, ProcessRow, TenantScope } from './ports.ts';

/** Rules of a process row that both forms of the store share. */

/** The row as `open` claims it; work that arrived earlier is in `pending`. */
export function newProcessRow(tenant: TenantScope, { at, ...process }: NewProcess, pending: readonly string[]): ProcessRow {
  return { ...process, tenantId: tenant, openedAt: at, updatedAt: at, pending, waiting: false, version: 1 };
}

/** Refuses a change that would leave a live process without a deadline. */
export function checkProcessChange(processId: string, change: ProcessChange): void {
  if (change.dueAt === null && change.closedAt === undefined) {
    throw new ContractViolation(`process ${processId} is not closed, so dueAt may not be null: pass the next deadline or closedAt`);
  }
  if (change.closedAt !== undefined && typeof change.dueAt === 'string') {
    throw new ContractViolation(`process ${processId} closes, so dueAt may not be ${change.dueAt}: leave it out`);
  }
}

/**
 * The standing row when a change must not be made, `undefined` when it may. A close that is repeated with the same state
 * and outcome is a retry whose first answer was lost: it is answered with the row and writes nothing.
 */
export function standingClose(row: ProcessRow, change: ProcessChange): ProcessRow | undefined {
  if (row.closedAt === undefined) return undefined;
  if (change.closedAt !== undefined && change.state === row.state && change.outcome === row.outcome) return row;
  throw closed(row);
}

export function closed(row: ProcessRow): Conflict {
  return new Conflict(`process ${row.processId} is closed in state ${row.state} since ${row.closedAt}: nothing can change it`, row);
}

export function noProcess(processId: string): NotFound {
  return new NotFound(`process ${processId} does not exist: open it first`);
}
