import type { Envelope } from '../../../events/envelope.ts';
import type { Core, machines } from '../../shared/runtime.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { signalProcess } from '../../work/signal.ts';
import { orderKey, PROCESS, processIdOfOrder, readOrder, wokenKey } from './facts.ts';

export type WakeDependencies = Core & ReturnType<typeof machines>;

/**
 * Brings news of an order to its process: the one that runs, or the next generation. `entry` names the news; the same news
 * again reaches the same process, and none once it has been looked at.
 */
export async function wakeOrder(
  deps: WakeDependencies,
  event: Pick<Envelope, 'tenantid' | 'site' | 'correlationid' | 'traceparent'>,
  orderId: string,
  entry: string,
): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { processes, tenants } = deps.stores;
  const [known] = await processes.facts(tenant, processIdOfOrder(orderId), wokenKey(entry));
  let generation = (known?.body as { generation: number } | undefined)?.generation ?? 1;
  for (; ; generation++) {
    const processId = processIdOfOrder(orderId, generation);
    const ended = (await processes.get(tenant, processId))?.closedAt !== undefined;
    if (ended && (await hasSeen(deps, tenant, processId, entry))) return;
    if (ended) continue;
    await processes.putFact(tenant, processIdOfOrder(orderId), {
      key: wokenKey(entry),
      sequence: generation,
      body: { generation },
    });
    await signalProcess(deps, tenant, processId, [entry]);
    const row = await processes.get(tenant, processId);
    if (row?.closedAt === undefined) {
      if (row) return;
      const input = { job: jobFor(event, PROCESS, processId, await tenants.current(tenant)), orderId };
      await deps.startProcess({
        tenantId: tenant,
        process: PROCESS,
        businessKey: orderKey(orderId),
        generation,
        input,
      });
      return;
    }
    // It ended between the look and the news: unless it heard it, the next generation does.
    if (await hasSeen(deps, tenant, processId, entry)) return;
  }
}

async function hasSeen(
  { stores }: WakeDependencies,
  tenant: TenantScope,
  processId: string,
  entry: string,
): Promise<boolean> {
  const stored = await readOrder(stores.processes, tenant, processId);
  return stored?.body.reviewed.includes(entry) ?? false;
}
