import type { Account } from '../../../events/inventory.ts';
import { components, key } from '../keys.ts';
import type { ItemStock, Position, TenantScope } from '../ports.ts';
import { noUnits } from '../posting.ts';

/** `tick` is that of the audit entry that moved it last. */
export type Counts = Partial<Record<Account | 'free', number>> & { version: number; tick: number };

/** Units by place: one per position, one per lot of it. The inventory and the reservations in memory share it. */
export class MemoryStock {
  readonly #places = new Map<string, Counts>();

  placeOf(tenant: TenantScope, site: string, sku: string, lot?: string): string {
    return key(tenant, site, sku, ...(lot === undefined ? [] : [lot]));
  }

  at(place: string): Counts {
    return this.#places.get(place) ?? { version: 0, tick: 0 };
  }

  /** Whatever enters or leaves `available` is free, or no longer. */
  add(place: string, changes: ReadonlyMap<Account, number>, tick: number): void {
    const counts = { ...this.at(place) };
    for (const [bucket, change] of changes) counts[bucket] = (counts[bucket] ?? 0) + change;
    counts.free = (counts.free ?? 0) + (changes.get('available') ?? 0);
    this.#places.set(place, { ...counts, version: counts.version + 1, tick });
  }

  freeAt(place: string): number {
    return this.at(place).free ?? 0;
  }

  addFree(place: string, units: number): void {
    this.#places.set(place, { ...this.at(place), free: this.freeAt(place) + units });
  }

  position(tenant: TenantScope, site: string, sku: string): Position {
    const { version, tick, free = 0, ...counts } = this.at(this.placeOf(tenant, site, sku));
    return {
      site,
      sku,
      buckets: { ...noUnits, ...counts },
      free,
      version,
    };
  }

  /** Of every SKU that ever moved at the site. */
  positions(tenant: TenantScope, site: string): Position[] {
    const places = [...this.#places.keys()].map((place) => components(place));
    const here = places.filter((place) => place.length === 3 && place[0] === tenant && place[1] === site);
    return here.map(([, , sku = '']) => this.position(tenant, site, sku));
  }

  lots(tenant: TenantScope, site: string, sku: string): ItemStock['lots'] {
    const prefix = `${this.placeOf(tenant, site, sku)}#`;
    return [...this.#places]
      .filter(([place]) => place.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([place, { available = 0, free = 0 }]) => ({ lot: components(place)[3] ?? '', available, free }));
  }
}
