import { unitsBooked } from '../../../lambdas/domain/site-book.ts';
import { PLACES, SKUS } from './retailers.ts';
import type { Warehouses } from './warehouses.ts';

/** At rest the documents of the ERP add up to what our ledger says they should: what lies at each site and was accepted. */
export async function erpDifferences(warehouses: Warehouses): Promise<string[]> {
  const all = PLACES.flatMap((place) => SKUS.map((sku) => ({ place, sku })));
  const differences = await Promise.all(
    all.map(async ({ place, sku }) => {
      const ours = (await warehouses.ledger(place, sku)).reduce((sum, entry) => sum + unitsBooked(entry), 0);
      const theirs = warehouses.booked(place, sku).reduce((sum, { quantity }) => sum + quantity, 0);
      return ours === theirs
        ? []
        : [`${sku} at ${place.site}: the ERP's documents add up to ${theirs}, our movements to ${ours}`];
    }),
  );
  return differences.flat();
}
