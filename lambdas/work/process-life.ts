import { ProcessClosed, ProcessStarted } from '../../events/ops.ts';
import { AlreadyRunning } from '../shared/errors.ts';
import type { NewProcess, ProcessRow, SearchKey, Stores, TaskRow, TenantScope } from '../store/ports.ts';
import { makeEvent } from './events.ts';
import { derivedId } from './process-row.ts';

/** How every process begins and ends: its row, its first and last step, and what the bus hears of both. */

export interface Opening {
  readonly process: NewProcess & { readonly executionArn: string };
  readonly search: readonly SearchKey[];
  /** The state that opens it, as the timeline names it. */
  readonly step: string;
  readonly causationId: string;
}

/**
 * Claims the business key for an execution and announces the process; opened again by the same execution it is the same.
 * Raises AlreadyRunning when another execution holds the key.
 */
export async function openProcess(
  { processes }: Pick<Stores, 'processes'>,
  tenant: TenantScope,
  { process, search, step, causationId }: Opening,
): Promise<ProcessRow> {
  const { processId, executionArn, at } = process;
  const started = makeEvent(ProcessStarted, {
    about: { ...process, tenantId: tenant, version: 0 },
    data: { processId, process: process.process, state: process.state },
    causationId,
    now: at,
    newId: () => derivedId(processId, executionArn, 'started'),
  });
  const { opened, row } = await processes.open(tenant, process, search, { key: 'open', name: step, at }, [
    started,
  ]);
  if (!opened && row.executionArn !== executionArn)
    throw new AlreadyRunning(`process ${processId} runs as ${row.executionArn}; this execution ends`);
  return row;
}

export interface Ending {
  readonly state: string;
  readonly outcome: string;
  /** The state that closes it, as the timeline names it. */
  readonly step: string;
  readonly at: string;
  readonly tasks: readonly TaskRow[];
}

/** Ends a live process and announces how. Raises WriteConflict when work arrived that nobody has looked at. */
export async function closeProcess(
  { processes, work }: Pick<Stores, 'processes' | 'work'>,
  tenant: TenantScope,
  row: ProcessRow,
  { state, outcome, step, at, tasks }: Ending,
): Promise<void> {
  const { processId, process } = row;
  const cases = await work.casesOf(tenant, processId);
  const closed = makeEvent(ProcessClosed, {
    about: row,
    data: { processId, process, state, outcome, tasks: tasks.length, cases: cases.length },
    causationId: step,
    now: at,
    newId: () => derivedId(row.tenantId, processId, row.generation, 'closed'),
  });
  await processes.change(tenant, row, {
    at,
    state,
    outcome,
    closedAt: at,
    dueAt: null,
    handled: [...row.pending],
    step: { key: 'close', name: step, at, detail: { outcome } },
    events: [closed],
  });
}
