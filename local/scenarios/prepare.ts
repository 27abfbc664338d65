import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { systems } from '../../lambdas/adapters/registry.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type Floor, knownSupplier, tenantDocument } from './floor.ts';

/** The retailers of the day: two that act, and a pilot that only watches. */
const TENANTS = ['northwind-grocery', 'harbor-home', 'pilot-outlet'] as const;

/** By tenant and system, what the system holds in the morning. */
interface MasterData {
  readonly tenants: Readonly<
    Record<
      (typeof TENANTS)[number],
      Readonly<Record<string, unknown>> & {
        readonly erp: { readonly items: readonly { readonly sku: string }[] };
      }
    >
  >;
}

/** Tenants with their systems, master data and tokens, and suppliers with a history. `systemsUrl` is where the systems run. */
export async function prepareDay(
  floor: Floor,
  systemsUrl: string,
  secretName: (tenant: string, system: string) => string,
): Promise<void> {
  const text = await readFile(new URL('files/master-data.json', import.meta.url), 'utf8');
  const master = JSON.parse(text) as MasterData;
  for (const tenantId of TENANTS) {
    const tenant = tenantScope(tenantId);
    for (const system of Object.keys(systems)) {
      const token = randomBytes(24).toString('hex');
      const seed = master.tenants[tenantId][system];
      await floor.systems.install(tenantId, system, { token, ...(seed === undefined ? {} : { seed }) });
      await floor.stage.putSecret(secretName(tenantId, system), token);
    }
    const document = await tenantDocument(tenantId, systemsUrl);
    const version = ((await floor.stage.stores.tenants.current(tenant))?.version ?? 0) + 1;
    await floor.stage.stores.tenants.apply(tenant, { ...document, version }, floor.stage.clock());
    const skus = master.tenants[tenantId].erp.items.map((item) => item.sku);
    for (const { supplierId } of document.partners)
      await knownSupplier(floor.stage, tenant, supplierId, skus);
  }
}
