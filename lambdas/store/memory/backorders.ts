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
export function memoryBackorders(stock: MemoryStock, outbox: MemoryOutbox): BackorderStore {
  const rows = new Map<string, Reservation>();
  const queues = new Map<string, Map<string, QueuedItem>>();
  const ended = new Set<string>();
  const find = (tenant: TenantScope, { site, sku, orderLineId }: ReservationKey) =>
    rows.get(key(tenant, site, sku, orderLineId));
  const queueOf = (tenant: TenantScope, site: string) => {
    const queue = queues.get(key(tenant, site)) ?? new Map<string, QueuedItem>();
    queues.set(key(tenant, site), queue);
    return queue;
  };
  const placesOf = (tenant: TenantScope, { row, free }: ChangedReservation) => [
    ...(free.units === 0 ? [] : [{ place: stock.placeOf(tenant, row.site, row.sku), change: free.units }]),
    ...[...free.lots].map(([lot, change]) => ({
      place: stock.placeOf(tenant, row.site, row.sku, lot),
      change,
    })),
  ];
  const apply = (tenant: TenantScope, change: ChangedReservation) => {
    for (const { place, change: units } of placesOf(tenant, change)) stock.addFree(place, units);
    const { site, sku, orderLineId } = change.row;
    if (change.isGone) rows.delete(key(tenant, site, sku, orderLineId));
    else rows.set(key(tenant, site, sku, orderLineId), copy(change.row));
  };

  return {
    async stock(tenant, site, sku) {
      const reservations = [...rows]
        .filter(([place]) => place.startsWith(`${key(tenant, site, sku)}#`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => copy(row));
      return {
        position: stock.position(tenant, site, sku),
        lots: stock.lots(tenant, site, sku),
        reservations,
      };
    },

    async reservation(tenant, place) {
      return copy(find(tenant, place) ?? null) ?? undefined;
    },

    async reserve(tenant, place, part, replaces = []) {
      const standing = find(tenant, place) ?? noReservation(place);
      if (standing.parts.some(({ claim }) => claim === part.claim)) return 'repeated';
      const change = withPart(standing, part, replaces);
      const isShort = placesOf(tenant, change).some(
        ({ place: at, change: units }) => units < 0 && stock.freeAt(at) < -units,
      );
      if (isShort) return 'short';
      apply(tenant, change);
      return 'reserved';
    },

    async confirm(tenant, place, claim, documents, events) {
      const standing = find(tenant, place);
      const part = standing?.parts.find((other) => other.claim === claim);
      if (!standing || !part || part.documents) return false;
      outbox.add(tenant, events);
      apply(tenant, confirmedPart(standing, claim, documents));
      return true;
    },

    async end(tenant, place, claim, { lapsed }, events) {
      const standing = find(tenant, place);
      if (!standing?.parts.some((part) => part.claim === claim)) return false;
      outbox.add(tenant, events);
      apply(tenant, withoutPart(standing, claim, lapsed));
      return true;
    },

    async endUnits(tenant, place, units, events) {
      const effect = key(tenant, place.site, place.sku, units.effectKey);
      if (ended.has(effect)) return false;
      ended.add(effect);
      outbox.add(tenant, events);
      const standing = find(tenant, place);
      if (standing) apply(tenant, withoutUnits(standing, units));
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
