import type { Account } from '../../../events/inventory.ts';
import type { LedgerEntry } from '../../../lambdas/store/ports.ts';
import type { Place } from './retailers.ts';

/** Units the floors told of, added up. */
export class Floor {
  readonly #units = new Map<string, number>();

  tell(what: Told, place: Place, sku: string, units: number): void {
    this.#units.set(keyOf(what, place, sku), this.of(what, place, sku) + units);
  }
  of(what: Told, place: Place, sku: string): number {
    return this.#units.get(keyOf(what, place, sku)) ?? 0;
  }
}
/**
 * Delivered, shipped and sent back; units a pick did not find that are there (`mislaid`) or are not (`lost`);
 * units a count found too many or, below zero, too few (`off`).
 */
type Told = 'delivered' | 'shipped' | 'returned' | 'mislaid' | 'lost' | 'off';
const keyOf = (what: Told, { tenantId, site }: Place, sku: string) =>
  JSON.stringify([what, tenantId, site, sku]);

/** Units that came into an account, less those that left it; without an account, into and out of the books. */
export function netOf(entries: readonly LedgerEntry[], account: Account | null): number {
  const sign = account === null ? -1 : 1;
  return entries.reduce(
    (sum, { quantity, from, to }) =>
      sum + sign * quantity * ((to === account ? 1 : 0) - (from === account ? 1 : 0)),
    0,
  );
}
