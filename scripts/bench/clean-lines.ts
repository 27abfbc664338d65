import type { Floor } from '../../local/scenarios/floor.ts';
import { knownSupplier } from '../../local/scenarios/floor.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import type { LargeNotice } from './large-file.ts';

export const RETAILER = { tenant: 'northwind-grocery', site: 'DC-ATL', supplierId: 'SUP-BRIGHT' } as const;

/** The supplier has delivered these items often; without a history the first receipts of each are inspected. */
export async function knownItems(floor: Floor, skus: readonly string[]): Promise<void> {
  const tenant = tenantScope(RETAILER.tenant);
  const AT_ONCE = 16;
  const shares = Array.from({ length: AT_ONCE }, (_, share) =>
    skus.filter((_, index) => index % AT_ONCE === share),
  );
  await Promise.all(
    shares.map((share) => knownSupplier(floor.stage, tenant, RETAILER.supplierId, share)),
  );
}

/** Counts a whole notice as announced, a hundred lines an event; only the last event says that this was all. */
export async function countAll(floor: Floor, { asnId, counts }: LargeNotice): Promise<void> {
  for (const [index, lines] of counts.entries()) {
    await floor.count({
      ...RETAILER,
      asnId,
      receiptId: `R-${asnId}-${index + 1}`,
      by: 'dock-1',
      final: index === counts.length - 1,
      lines,
    });
  }
}
