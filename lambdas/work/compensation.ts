import { AdapterUnavailable, CircuitOpen, CompensationFailed, WriteConflict } from '../shared/errors.ts';
import type { ProcessRow, TenantScope } from '../store/ports.ts';
import { openCase } from './cases.ts';
import type { WorkDependencies } from './origin.ts';

/** A posted step and how to take it back. The inverse refers to the original, so running it twice takes it back once. */
export interface Undoable {
  readonly name: string;
  readonly undo: () => Promise<void>;
}

/**
 * Takes posted steps back, last one first (rule 4.7). Steps the timeline shows as undone are left out. A system that is
 * away is the caller's to try again, unless this is its last try; an inverse that fails for good opens a severity 1 case
 * and raises CompensationFailed, and the steps before it stay as they are for a person to look at.
 */
export async function runInReverse(
  deps: WorkDependencies,
  tenant: TenantScope,
  process: Pick<ProcessRow, 'processId' | 'site'>,
  posted: readonly Undoable[],
  lastTry: boolean,
): Promise<void> {
  const timeline = await deps.stores.processes.steps(tenant, process.processId);
  const undone = new Set(timeline.map((step) => step.key));
  for (const { name, undo } of posted.toReversed()) {
    const key = `undo/${name}`;
    if (undone.has(key)) continue;
    try {
      await undo();
    } catch (error) {
      if (isTransient(error) && !lastTry) throw error;
      throw await failed(deps, tenant, process, name, error);
    }
    const at = deps.clock();
    await deps.stores.processes.change(tenant, process.processId, {
      at,
      step: { key, name: `Undo ${name}`, at },
    });
  }
}

async function failed(
  deps: WorkDependencies,
  tenant: TenantScope,
  { processId, site }: Pick<ProcessRow, 'processId' | 'site'>,
  name: string,
  error: unknown,
): Promise<CompensationFailed> {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const { row } = await openCase(deps, tenant, {
    class: 'COMPENSATION_FAILED',
    site,
    processId,
    subject: name,
    links: [],
    summary: `${name} was posted and could not be taken back: ${reason}. Steps before it are still posted.`,
  });
  return new CompensationFailed(
    `${name} of process ${processId} could not be taken back, case ${row.caseId} is open: ${reason}`,
    { cause: error },
  );
}

function isTransient(error: unknown): boolean {
  return (
    error instanceof AdapterUnavailable || error instanceof CircuitOpen || error instanceof WriteConflict
  );
}
