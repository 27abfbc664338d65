import type { TenantDocument } from '../../domain/tenant.ts';
import type { TenantScope } from '../../store/ports.ts';
import type { WorkDependencies } from '../../work/origin.ts';
import { calendarOf } from '../../work/process-row.ts';
import { openTask } from '../../work/tasks.ts';
import { ORDER, type PromiseRow } from './facts.ts';
import type { PromisePlan } from './plan.ts';

/** Turns the questions of a plan into tasks. Opening them again changes nothing. */
export async function openAsks(
  deps: WorkDependencies,
  tenant: TenantScope,
  row: PromiseRow,
  document: TenantDocument,
  plan: PromisePlan,
): Promise<void> {
  for (const ask of plan.asks)
    await openTask(deps, tenant, row, calendarOf(document, row.site), {
      ...ask,
      excluded: [],
      wakes: `${ORDER}:task/${ask.step}#${ask.round}`,
    });
}
