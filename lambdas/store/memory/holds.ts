import { claimOfHold, type HoldRow, type HoldStore, newHold, partsOfHold, settledHold } from '../hold.ts';
import { key, latestFirst } from '../keys.ts';
import type { TenantScope } from '../ports.ts';
import { lastingPart, noReservation, withoutPart, withPart } from '../reservation.ts';
import type { MemoryReservations } from './backorders.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy, pageOf, sortedBy } from './rows.ts';

/** Holds in memory, over the reservations in memory. */
export function memoryHolds(reservations: MemoryReservations, outbox: MemoryOutbox): HoldStore {
  const rows = new Map<string, { readonly tenant: TenantScope; readonly row: HoldRow }>();
  const heldOf = (tenant: TenantScope, holdId: string) => rows.get(key(tenant, holdId))?.row;
  const keep = (tenant: TenantScope, row: HoldRow) => {
    rows.set(key(tenant, row.holdId), { tenant, row: copy(row) });
    return copy(row);
  };
  return {
    async hold(tenant, hold, events) {
      const row = newHold(hold);
      const standing = heldOf(tenant, row.holdId);
      if (standing) return { kind: 'repeated', row: copy(standing) };
      const changes = partsOfHold(row).map(({ place, part }) =>
        withPart(reservations.find(tenant, place) ?? noReservation(place), part, []),
      );
      const short = changes.filter((change) => reservations.isShort(tenant, change));
      if (short.length > 0) return { kind: 'short', skus: short.map((change) => change.row.sku) };
      outbox.add(tenant, events);
      for (const change of changes) reservations.apply(tenant, change);
      return { kind: 'held', row: keep(tenant, row) };
    },

    async held(tenant, holdId) {
      const row = heldOf(tenant, holdId);
      return row && copy(row);
    },

    async holds(tenant, site, page) {
      const own = [...rows.values()].filter((one) => one.tenant === tenant && one.row.site === site);
      const order = ({ heldAt, holdId }: HoldRow) => latestFirst(heldAt, holdId);
      return pageOf(
        tenant,
        own.map(({ row }) => row),
        order,
        page,
      );
    },

    async settle(tenant, holdId, settled, events) {
      const row = settledHold(holdId, heldOf(tenant, holdId), settled);
      const claim = claimOfHold(holdId);
      outbox.add(tenant, events);
      for (const { place } of partsOfHold(row)) {
        const standing = reservations.find(tenant, place);
        if (!standing?.parts.some((part) => part.claim === claim)) continue;
        const lasts = settled.state === 'CONFIRMED';
        reservations.apply(
          tenant,
          lasts ? lastingPart(standing, claim) : withoutPart(standing, claim, false),
        );
      }
      return keep(tenant, row);
    },

    async due(now, limit) {
      const due = [...rows.values()].filter(({ row }) => row.state === 'HELD' && row.endsAt <= now);
      return sortedBy(due, ({ row }) => row.endsAt)
        .slice(0, limit)
        .map(({ tenant, row: { holdId } }) => ({ tenant, holdId }));
    },
  };
}
