import { Conflict, ContractViolation, NotFound, WriteConflict } from '../shared/errors.ts';
import { instant } from './keys.ts';
import type { NewProcess, ProcessChange, ProcessRow, StepRecord, TenantScope } from './ports.ts';

/** Rules of a process row that both forms of the store share. */

/** The row as `open` claims it; work that arrived earlier is in `pending`. */
export function newProcessRow(
  tenant: TenantScope,
  { at, ...process }: NewProcess,
  pending: readonly string[],
): ProcessRow {
  return { ...process, tenantId: tenant, openedAt: at, updatedAt: at, pending, waiting: false, version: 1 };
}

/**
 * The row when a closing change was made already: the same state and outcome again is a retry whose first answer was
 * lost, and writes nothing. Any other change of a closed row raises Conflict; a live row gives `undefined`.
 */
export function standingClose(row: ProcessRow, change: ProcessChange): ProcessRow | undefined {
  if (row.closedAt === undefined) return undefined;
  if (change.closedAt !== undefined && change.state === row.state && change.outcome === row.outcome)
    return row;
  throw closed(row);
}

/** Refuses a change that would leave a live process without a deadline, or close one whose work is not done. */
export function checkChange(row: ProcessRow, change: ProcessChange): void {
  const { processId } = row;
  if (change.closedAt === undefined) {
    if (change.dueAt !== null) return;
    throw new ContractViolation(
      `process ${processId} is not closed, so dueAt may not be null: pass the next deadline or closedAt`,
    );
  }
  if (typeof change.dueAt === 'string') {
    throw new ContractViolation(
      `process ${processId} closes, so dueAt may not be ${change.dueAt}: leave it out`,
    );
  }
  const left = row.pending.filter((entry) => !change.handled?.includes(entry));
  if (left.length > 0) throw unhandled(processId, left);
}

/**
 * The row when a checked change was refused because it had been made already. Otherwise raises why: another writer closed
 * the process, or added work that this change would have closed over.
 */
export function closedMeanwhile(row: ProcessRow, change: ProcessChange): ProcessRow {
  const standing = standingClose(row, change);
  if (standing) return standing;
  throw unhandled(row.processId, row.pending);
}

export function closed(row: ProcessRow): Conflict {
  return new Conflict(
    `process ${row.processId} is closed in state ${row.state} since ${row.closedAt}: nothing can change it`,
    row,
  );
}

export function noProcess(processId: string): NotFound {
  return new NotFound(`process ${processId} does not exist: open it first`);
}

/** Steps by time, and by key where the time is the same. */
export function inTimeline(steps: readonly StepRecord[]): readonly StepRecord[] {
  const order = (step: StepRecord) => `${instant(step.at)}${step.key}`;
  return steps.toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
}

export function inSequence<Fact extends { key: string; sequence: number }>(
  facts: readonly Fact[],
): readonly Fact[] {
  return facts.toSorted((left, right) => left.sequence - right.sequence || (left.key < right.key ? -1 : 1));
}

/** Who was parked first is woken first. */
export function inParkingOrder<Parked extends { processId: string; at: string }>(
  rows: readonly Parked[],
): readonly Parked[] {
  const order = ({ at, processId }: Parked) => `${instant(at)}${processId}`;
  return rows.toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
}

export function staleChunk(processId: string, chunk: number, expectedVersion: number): WriteConflict {
  return new WriteConflict(
    `chunk ${chunk} of process ${processId} is not at version ${expectedVersion} anymore: read it again`,
  );
}

function unhandled(processId: string, work: readonly string[]): WriteConflict {
  return new WriteConflict(
    `process ${processId} has work nobody handled: ${work.join(', ')}; handle it, then close`,
  );
}
