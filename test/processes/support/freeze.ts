import type { Core } from '../../../lambdas/shared/runtime.ts';
import type { TenantScope } from '../../../lambdas/store/ports.ts';

/** A count of an item is open at a site, and has frozen the place where it found fewer than expected. */
export async function freeze(
  { stores, clock }: Pick<Core, 'stores' | 'clock'>,
  tenant: TenantScope,
  site: string,
  sku: string,
  found: { readonly expected: number; readonly counted: number } = { expected: 10, counted: 8 },
): Promise<void> {
  const countId = `CNT-${site}-${sku}`;
  const at = clock();
  await stores.processes.open(
    tenant,
    {
      ...{ processId: `cycle-count:${countId}`, process: 'cycle-count', businessKey: countId, site },
      ...{ state: 'RECOUNT', mode: 'act', generation: 1, correlationId: countId, at },
      dueAt: '2027-01-01T00:00:00.000Z',
      facts: { frozen: { holdId: `HLD-${countId}`, ...found } },
    },
    [{ kind: 'sku', value: sku }],
    { key: 'open', name: 'OpenCount', at },
    [],
  );
}
