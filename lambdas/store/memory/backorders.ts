import { key } from '../keys.ts';
import type { BackorderStore, QueuedItem, Reservation, ReservationKey, TenantScope } from '../ports.ts';
import {
  type ChangedReservation,
  confirmedPart,
  noReservation,
  withoutPart,
  withoutUnits,
  withPart,
} from '../reservation.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy, pageOf } from './rows.ts';
import type { MemoryStock } from './stock.ts';

/** Reservations in memory, over the positions of the inventory in memory. */
export class MemoryReservations {
  readonly #rows = new Map<string, Reservation>();
  readonly #stock: MemoryStock;

  constructor(stock: MemoryStock) {
    this.#stock = stock;
  }

  find(tenant: TenantScope, { site, sku, orderLineId }: ReservationKey): Reservation | undefined {
    return this.#rows.get(key(tenant, site, sku, orderLineId));
  }

  /** What is reserved of an item, in the order of the lines. */
  of(tenant: TenantScope, site: string, sku: string): Reservation[] {
    return [...this.#rows]
      .filter(([place]) => place.startsWith(`${key(tenant, site, sku)}#`))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => copy(row));
  }

  isShort(tenant: TenantScope, change: ChangedReservation): boolean {
    return this.#places(tenant, change).some(
      ({ place, change: units }) => units < 0 && this.#stock.freeAt(place) < -units,
    );
  }

  apply(tenant: TenantScope, change: ChangedReservation): void {
    for (const { place, change: units } of this.#places(tenant, change)) this.#stock.addFree(place, units);
    const { site, sku, orderLineId } = change.row;
    if (change.isGone) this.#rows.delete(key(tenant, site, sku, orderLineId));
    else this.#rows.set(key(tenant, site, sku, orderLineId), copy(change.row));
  }

  #places(tenant: TenantScope, { row, free }: ChangedReservation) {
    const placeOf = (lot?: string) => this.#stock.placeOf(tenant, row.site, row.sku, lot);
    return [
      ...(free.units === 0 ? [] : [{ place: placeOf(), change: free.units }]),
      ...[...free.lots].map(([lot, change]) => ({ place: placeOf(lot), change })),
    ];
  }
}

/** What is reserved, and who waits, in memory. */
export function memoryBackorders(
  stock: MemoryStock,
  reservations: MemoryReservations,
  outbox: MemoryOutbox,
): BackorderStore {
  const queues = new Map<string, Map<string, QueuedItem>>();
  const ended = new Set<string>();
  const queueOf = (tenant: TenantScope, site: string) => {
    const queue = queues.get(key(tenant, site)) ?? new Map<string, QueuedItem>();
    queues.set(key(tenant, site), queue);
    return queue;
  };

  return {
    async stock(tenant, site, sku) {
      return {
        position: stock.position(tenant, site, sku),
        lots: stock.lots(tenant, site, sku),
        reservations: reservations.of(tenant, site, sku),
      };
    },

    async reservation(tenant, place) {
      return copy(reservations.find(tenant, place) ?? null) ?? undefined;
    },

    async reserve(tenant, place, part, replaces = []) {
      const standing = reservations.find(tenant, place) ?? noReservation(place);
      if (standing.parts.some(({ claim }) => claim === part.claim)) return 'repeated';
      const change = withPart(standing, part, replaces);
      if (reservations.isShort(tenant, change)) return 'short';
      reservations.apply(tenant, change);
      return 'reserved';
    },

    async confirm(tenant, place, claim, documents, events) {
      const standing = reservations.find(tenant, place);
      const part = standing?.parts.find((other) => other.claim === claim);
      if (!standing || !part || part.documents) return false;
      outbox.add(tenant, events);
      reservations.apply(tenant, confirmedPart(standing, claim, documents));
      return true;
    },

    async end(tenant, place, claim, { lapsed }, events) {
      const standing = reservations.find(tenant, place);
      if (!standing?.parts.some((part) => part.claim === claim)) return false;
      outbox.add(tenant, events);
      reservations.apply(tenant, withoutPart(standing, claim, lapsed));
      return true;
    },

    async endUnits(tenant, place, units, events) {
      const effect = key(tenant, place.site, place.sku, units.effectKey);
      if (ended.has(effect)) return false;
      ended.add(effect);
      outbox.add(tenant, events);
      const standing = reservations.find(tenant, place);
      if (standing) reservations.apply(tenant, withoutUnits(standing, units));
      return true;
    },

    async setQueue(tenant, site, item) {
      if (item.lines.length === 0) queueOf(tenant, site).delete(item.sku);
      else queueOf(tenant, site).set(item.sku, copy(item));
    },

    async queue(tenant, site, page) {
      return pageOf(tenant, [...queueOf(tenant, site).values()], ({ sku }) => key(sku), page);
    },

    async queued(tenant, site, sku) {
      return copy(queueOf(tenant, site).get(sku) ?? null) ?? undefined;
    },
  };
}
