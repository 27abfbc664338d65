import * as z from 'zod/mini';
import type { Core } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { parkedEvent } from '../../work/parked.ts';
import { backOff } from '../../work/runs.ts';
import type { PutawayRow } from './facts.ts';

export const Failure = z.object({ Error: z.string(), Cause: z.optional(z.string()) });

/**
 * A call did not get an answer: it is tried again when its system is back, and at the latest after a while. Without a
 * `system` it was refused, and only time helps.
 */
export async function waitForSystem(
  row: PutawayRow,
  what: {
    readonly system: string | null;
    readonly failure?: z.infer<typeof Failure> | null;
    readonly what: string;
  },
  { stores: { processes }, clock }: Pick<Core, 'stores' | 'clock'>,
): Promise<void> {
  const { system, failure } = what;
  const tenant = tenantScope(row.tenantId);
  const now = clock();
  const tries = row.facts.tries + 1;
  if (system) await processes.park(tenant, system, row.processId, [`resume/${system}`], now);
  await processes.change(tenant, row.processId, {
    at: now,
    facts: { waitsFor: system, until: backOff(now, tries), tries, runs: 0 },
    ...(system && { events: [parkedEvent(row, what.what, system, failure?.Error ?? 'unknown', now)] }),
  });
}
