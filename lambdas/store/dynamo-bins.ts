import { standingAt, withReservation } from './bin-row.ts';
import { again, type DynamoContext, expiry, type Item, type Key, retrying } from './dynamo-context.ts';
import { get, getAll } from './dynamo-read.ts';
import { atVersion, tryWrite, write } from './dynamo-write.ts';
import { key } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { BinPlace, BinReservation, BinStore, TenantScope } from './ports.ts';

const table = 'inventory';
/** An item is kept this long after its last change: longer than any reservation. */
const KEPT_DAYS = 30;

/** Reserved bins on DynamoDB, beside the stock they are about. */
export function dynamoBins(context: DynamoContext): BinStore {
  return {
    async reserved(tenant, site, bins, now) {
      const keys = bins.map((bin) => binKey(tenant, { site, bin }));
      const items = await getAll(context, table, keys);
      const found = new Map(items.map((item) => [item.pk, binRow(item)]));
      return bins.map((bin) => {
        const row = found.get(binKey(tenant, { site, bin }).pk) ?? binRow(undefined);
        return { bin, version: row.version, reservations: standingAt(row.reservations, now) };
      });
    },

    async reserve(tenant, place, reservation, { version, now }) {
      const row = binRow(version === 0 ? undefined : await get(context, table, binKey(tenant, place)));
      if (row.version !== version) return false;
      const reservations = withReservation(row.reservations, reservation, now);
      const outcome = await write(context, `reserving ${place.bin}`, [
        {
          table,
          put: binItem(context, tenant, place, reservations, version + 1, now),
          ...atVersion(version),
        },
      ]);
      return outcome.kind === 'written';
    },

    async release(tenant, place, claim) {
      return retrying(context, `releasing ${place.bin}`, async () => {
        const { reservations, version } = binRow(await get(context, table, binKey(tenant, place)));
        const left = reservations.filter((one) => one.claim !== claim);
        const last = reservations.find((one) => one.claim === claim);
        if (!last) return false;
        const put = binItem(context, tenant, place, left, version + 1, last.until);
        const outcome = await tryWrite(context, [{ table, put, ...atVersion(version) }]);
        return outcome.kind === 'written' ? true : again;
      });
    },
  };
}

function binItem(
  context: DynamoContext,
  tenant: TenantScope,
  place: BinPlace,
  reservations: readonly BinReservation[],
  version: number,
  at: string,
): Key & Item {
  return {
    ...binKey(tenant, place),
    version,
    reservations: pack(reservations),
    expiresAt: expiry(context, at, KEPT_DAYS),
  };
}

function binRow(item: Item | undefined): { reservations: readonly BinReservation[]; version: number } {
  if (!item) return { reservations: [], version: 0 };
  return { reservations: unpack(item.reservations as Packed), version: Number(item.version) };
}

function binKey(tenant: TenantScope, { site, bin }: BinPlace): Key {
  return { pk: key('T', tenant, 'BIN', site, bin), sk: 'RESERVED' };
}
