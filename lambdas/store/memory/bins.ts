import { standingAt, withReservation } from '../bin-row.ts';
import { key } from '../keys.ts';
import type { BinReservation, BinStore } from '../ports.ts';
import { copy } from './rows.ts';

/** Reserved bins in memory. */
export function memoryBins(): BinStore {
  const bins = new Map<string, { reservations: readonly BinReservation[]; version: number }>();
  const binOf = (id: string) => bins.get(id) ?? { reservations: [], version: 0 };
  return {
    async reserved(tenant, site, names, now) {
      return names.map((bin) => {
        const { reservations, version } = binOf(key(tenant, site, bin));
        return copy({ bin, version, reservations: standingAt(reservations, now) });
      });
    },

    async reserve(tenant, { site, bin }, reservation, { version, now }) {
      const id = key(tenant, site, bin);
      const standing = binOf(id);
      if (standing.version !== version) return false;
      const reservations = withReservation(standing.reservations, reservation, now);
      bins.set(id, copy({ reservations, version: version + 1 }));
      return true;
    },

    async release(tenant, { site, bin }, claim) {
      const id = key(tenant, site, bin);
      const { reservations, version } = binOf(id);
      const left = reservations.filter((one) => one.claim !== claim);
      if (left.length === reservations.length) return false;
      bins.set(id, { reservations: left, version: version + 1 });
      return true;
    },
  };
}
