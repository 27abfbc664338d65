import * as z from 'zod/mini';
import { identifier, nonNegativeUnits } from '../../../events/envelope.ts';
import { Refusal } from '../fake-system.ts';
import type { PickPlace } from './port.ts';

/** Where available stock lies in the morning. */
export const BinSeed = z.object({
  site: identifier,
  bin: identifier,
  sku: identifier,
  lot: z.optional(z.string()),
  quantity: nonNegativeUnits,
});
export type BinStock = z.infer<typeof BinSeed>;

/** Units of a lot that somebody takes, from a bin where one was named. */
export interface BinUnits {
  readonly sku: string;
  readonly lot?: string | undefined;
  readonly bin?: string | undefined;
  readonly quantity: number;
}

/** Bins with what lies in them. `openPicks` are the units that open pick tasks of a site are going to take. */
export function binBook(openPicks: (site: string) => readonly BinUnits[]) {
  const bins = new Map<string, BinStock>();
  /** Units a pick did not find, which wait on hold, by the bin they should be in. */
  const missing = new Map<string, BinStock>();
  const keyOf = (site: string, { bin, sku, lot }: Omit<BinUnits, 'quantity'>) =>
    JSON.stringify([site, bin, sku, lot ?? null]);
  /** Units of a bin that no open task is going to take from it. */
  const pickable = (place: BinStock) =>
    place.quantity -
    openPicks(place.site)
      .filter((pick) => keyOf(place.site, pick) === keyOf(place.site, place))
      .reduce((sum, { quantity }) => sum + quantity, 0);

  return {
    seed: (places: readonly BinStock[]) => {
      for (const place of places) bins.set(keyOf(place.site, place), place);
    },
    all: () => [...bins.values()],
    places: (site: string, skus: readonly string[]): PickPlace[] =>
      [...bins.values()]
        .filter((place) => place.site === site && skus.includes(place.sku) && pickable(place) > 0)
        .map(({ site: _, ...place }) => ({ ...place, quantity: pickable({ ...place, site }) })),
    /** Raises the 404 refusal of a bin that does not hold the item. */
    get(site: string, { bin, sku, lot }: Omit<BinUnits, 'quantity'>): BinStock {
      const place = bins.get(keyOf(site, { bin, sku, lot }));
      if (!place) throw new Refusal(404, `bin ${bin} holds no ${sku}${lot ? ` lot ${lot}` : ''}`);
      return place;
    },
    /** Raises a refusal unless every line that names a bin can be picked there. */
    requirePickable(site: string, lines: readonly BinUnits[]): void {
      for (const line of lines) {
        const { bin, sku, lot, quantity } = line;
        if (bin === undefined) continue;
        const place = bins.get(keyOf(site, line));
        const has = place ? pickable(place) : 0;
        if (has < quantity)
          throw new Refusal(
            409,
            `bin ${bin} has ${has} of ${sku}${lot ? ` lot ${lot}` : ''} left to pick: ${quantity} were asked for`,
          );
      }
    },
    find: (site: string, units: Omit<BinUnits, 'quantity'>) => bins.get(keyOf(site, units)),
    /** Units come into a bin or, below zero, leave it; those of no bin are in none. */
    change(site: string, units: BinUnits): void {
      const place = bins.get(keyOf(site, units));
      if (place) bins.set(keyOf(site, place), { ...place, quantity: place.quantity + units.quantity });
    },
    /** Units a pick did not find in a bin. */
    miss(site: string, units: BinUnits & { readonly bin: string }): void {
      const key = keyOf(site, units);
      const known = missing.get(key)?.quantity ?? 0;
      missing.set(key, { site, ...units, quantity: known + units.quantity });
    },
    /** What is missing of an item: in one bin, or wherever it should be. */
    missing: (site: string, { sku, bin, lot }: Omit<BinUnits, 'quantity'>): BinStock[] =>
      [...missing.values()].filter(
        (place) =>
          place.site === site &&
          place.sku === sku &&
          place.quantity > 0 &&
          (bin === undefined || place.bin === bin) &&
          (lot === undefined || place.lot === lot),
      ),
  };
}
