import type { TenantScope } from '../store/ports.ts';
import { settleCases } from './cases.ts';
import type { WorkDependencies } from './origin.ts';

/** Who resolves the case of a process that was late and has reacted since. */
const KERNEL = 'kernel';

/**
 * A process that has not reacted to a deadline in time gets a case, PROCESS_OVERDUE. Once it has reacted, or has ended, that
 * case has nothing left to ask of anybody: it is resolved, whoever owns it by then.
 */
export function settleOverdue(deps: WorkDependencies, tenant: TenantScope, processId: string): Promise<void> {
  return settleCases(deps, tenant, processId, (row) => row.class === 'PROCESS_OVERDUE', {
    by: KERNEL,
    rootCause: 'the process was busy for longer than it has to react to a deadline',
    resolution: 'the process has reacted by itself',
  });
}
