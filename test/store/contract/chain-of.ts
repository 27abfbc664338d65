import type { AuditEntry } from '../../../lambdas/domain/audit-chain.ts';
import type { InventoryStore, TenantScope } from '../../../lambdas/store/ports.ts';

/** The whole chain of a site, over its days. */
export async function chainOf(
  inventory: InventoryStore,
  tenant: TenantScope,
  site = 'dc1',
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (const day of await inventory.auditDays(tenant, site)) {
    for await (const entry of inventory.auditChain(tenant, site, day)) entries.push(entry);
  }
  return entries;
}
