import { WorkArrived, WriteConflict } from '../shared/errors.ts';
import type { Core } from '../shared/runtime.ts';
import type { ProcessRow, TenantScope } from '../store/ports.ts';
import { closeProcess, type Ending } from './process-life.ts';
import { cancelTasks } from './task-deadlines.ts';

/** Pending work of a chunk, `<number>:<what>`: news, unlike a deadline or a system that is back. */
const isNews = (entry: string): boolean => /^\d+:/.test(entry);

/** Raises WorkArrived when something came that nobody has looked at: a process does not end on unread news. */
export function requireNothingNew(
  { processId, pending }: Pick<ProcessRow, 'processId' | 'pending'>,
  counts: (entry: string) => boolean = isNews,
): void {
  const fresh = pending.filter(counts);
  if (fresh.length > 0) throw new WorkArrived(`${processId} has new work: ${fresh.join(', ')}`);
}

/**
 * Ends a process and the tasks nobody has answered, and announces how. Raises WorkArrived when something came at the last
 * moment.
 */
export async function endProcess(
  { stores, clock }: Pick<Core, 'stores' | 'clock'>,
  tenant: TenantScope,
  row: ProcessRow,
  ending: Omit<Ending, 'at' | 'tasks'>,
): Promise<void> {
  await cancelTasks({ stores }, tenant, row.processId);
  const tasks = await stores.work.tasksOf(tenant, row.processId);
  try {
    await closeProcess(stores, tenant, row, { ...ending, at: clock(), tasks });
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error;
    throw new WorkArrived(`${row.processId} has new work: ${error.message}`);
  }
}
