import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { systems } from '../../lambdas/adapters/registry.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type RunningIssuer, startIssuer } from '../issuer/issuer.ts';
import { type Floor, knownSupplier, type Places, tenantDocument } from './floor.ts';

/** The retailers of the day: two that act, and a pilot that only watches. */
const TENANTS = ['northwind-grocery', 'harbor-home', 'pilot-outlet'] as const;

/** The provider whose tokens the retailers of the day accept. */
export async function startDayIssuer(audience: string): Promise<RunningIssuer> {
  // Members and clients are all an issuer needs to know, and it is not known yet where it runs.
  const places = { systems: 'http://127.0.0.1', issuer: 'http://127.0.0.1' };
  const tenants = await Promise.all(TENANTS.map((name) => tenantDocument(name, places)));
  return startIssuer({ audience, tenants });
}

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

/** Tenants with their systems, master data and tokens, and suppliers with a history. `places` is where the systems and the issuer run. */
export async function prepareDay(
  floor: Floor,
  places: Places,
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
    const document = await tenantDocument(tenantId, places);
    const version = ((await floor.stage.stores.tenants.current(tenant))?.version ?? 0) + 1;
    await floor.stage.stores.tenants.apply(tenant, { ...document, version }, floor.stage.clock());
    const skus = master.tenants[tenantId].erp.items.map((item) => item.sku);
    for (const { supplierId } of document.partners)
      await knownSupplier(floor.stage, tenant, supplierId, skus);
  }
}
