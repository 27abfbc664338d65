import type { Envelope } from '../../../events/envelope.ts';
import type { Core, machines } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { businessKeyOf, processIdOf } from '../../work/process-id.ts';
import { startFor } from '../../work/start-for.ts';
import { PROCESS } from './contract.ts';
import { REQUESTED } from './facts.ts';

export type BeginDependencies = Core & ReturnType<typeof machines>;

export const reconciliationKey = (site: string, reconciliationId: string) =>
  businessKeyOf(site, reconciliationId);

/** Starts the run of a site and id; the same again starts nothing. Without SKUs it is about the whole site. */
export async function beginReconciliation(
  cause: Pick<Envelope, 'tenantid' | 'site' | 'correlationid' | 'traceparent'>,
  reconciliationId: string,
  skus: readonly string[] | undefined,
  deps: BeginDependencies,
): Promise<void> {
  const tenant = tenantScope(cause.tenantid);
  const businessKey = reconciliationKey(cause.site, reconciliationId);
  const processId = processIdOf(PROCESS, businessKey);
  if (skus)
    await deps.stores.processes.putFact(tenant, processId, { key: REQUESTED, sequence: 1, body: { skus } });
  await startFor(deps, cause, PROCESS, businessKey);
}
