import type { Floor } from '../../local/scenarios/floor.ts';
import type { LargeNotice } from './large-file.ts';

export const RETAILER = { tenant: 'northwind-grocery', site: 'DC-ATL', supplierId: 'SUP-BRIGHT' } as const;

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
