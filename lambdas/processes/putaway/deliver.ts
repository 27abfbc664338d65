import type { Envelope } from '../../../events/envelope.ts';
import type { Core, machines } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { signalProcess } from '../../work/signal.ts';
import type { PutawayFacts } from './contract.ts';
import { businessKeyFor, type NewsKind, newsEntry, PROCESS, processIdFor } from './facts.ts';

export type DeliverDependencies = Core & ReturnType<typeof machines>;

interface News {
  readonly kind: NewsKind;
  readonly loadId: string;
  /** What the process reads of it, where its name does not say all. */
  readonly body?: unknown;
  /** Whether a load nobody puts away yet is put away for it. */
  readonly starts: boolean;
}

/**
 * Brings news of a load to its putaway: the one that runs, or the next generation. The same news again reaches nobody once
 * it has been looked at.
 */
export async function deliver(
  event: Envelope<unknown>,
  news: News,
  deps: DeliverDependencies,
): Promise<void> {
  const { kind, loadId, body, starts } = news;
  const { processes, tenants } = deps.stores;
  const tenant = tenantScope(event.tenantid);
  const entry = newsEntry(kind, event.id);
  for (let generation = 1; ; generation++) {
    const processId = processIdFor(event.site, loadId, generation);
    const standing = await processes.get(tenant, processId);
    if (standing?.closedAt !== undefined) {
      if ((standing.facts as unknown as PutawayFacts).seen.includes(event.id)) return;
      continue;
    }
    if (body !== undefined) await processes.putFact(tenant, processId, { key: entry, sequence: 1, body });
    await signalProcess(deps, tenant, processId, [entry]);
    const after = await processes.get(tenant, processId);
    // It ended between the look and the wake: unless it heard, the next generation does.
    if (after?.closedAt !== undefined) {
      if ((after.facts as unknown as PutawayFacts).seen.includes(event.id)) return;
      continue;
    }
    if (after || !starts) return;
    const job = jobFor(event, PROCESS, processId, await tenants.current(tenant));
    await deps.startProcess({
      tenantId: event.tenantid,
      process: PROCESS,
      businessKey: businessKeyFor(event.site, loadId, generation),
      generation,
      input: { job, loadId },
    });
    return;
  }
}
