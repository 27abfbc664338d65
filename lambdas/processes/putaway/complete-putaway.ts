import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import type { PutawayRow } from './facts.ts';
import { completedEvent, overriddenEvent } from './news.ts';

/**
 * The load is in its bin: announced in the write that ends the putaway. Another bin than the assigned one is announced as
 * overridden; whether there were too many of them in its zone is for the pattern detectors to say.
 */
export async function completePutaway(tenant: TenantScope, row: PutawayRow, deps: Core): Promise<void> {
  const { accepted, assignment, load, rank } = row.facts;
  if (!accepted || !load || !rank) return;
  const now = deps.clock();
  const overridden = assignment && assignment.bin !== accepted.bin ? assignment : undefined;
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts: { ending: { state: 'CLOSED', outcome: overridden ? 'overridden' : 'stored' } },
    step: {
      key: `scan#${accepted.eventId}`,
      name: 'CompletePutaway',
      at: now,
      detail: { bin: accepted.bin, by: accepted.by, at: accepted.at, why: accepted.why },
    },
    events: [
      ...(overridden ? [overriddenEvent(row, load.sku, overridden, accepted, accepted.why, now)] : []),
      completedEvent(row, { load, rank }, accepted, now),
    ],
  });
}
