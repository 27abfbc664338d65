import * as z from 'zod/mini';
import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { parkedEvent } from '../../work/parked.ts';
import { backOff } from '../../work/runs.ts';
import type { ReplenishmentRow } from './facts.ts';

/** What a state machine passes on of a call that failed; `system` is the one that is away, `null` when it refused. */
export const failedCall = {
  failure: z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) })),
  system: z.nullable(z.string()),
};

/** A call that waits for its system: made again with the same key when that is back, or when its time has come. */
export async function parkCall(
  row: ReplenishmentRow,
  call: string,
  system: string,
  error: string,
  tenant: TenantScope,
  deps: Core,
): Promise<void> {
  const now = deps.clock();
  const tries = row.facts.tries + 1;
  await deps.stores.processes.park(tenant, system, row.processId, [`resume/${system}`], now);
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts: { waitsFor: system, until: backOff(now, tries), tries },
    step: { key: `parked#${call}#${tries}`, name: 'ParkCall', at: now, detail: { call, system } },
    events: [parkedEvent(row, call, system, error, now)],
  });
}
