import { standingAt, withReservation } from './bin-row.ts';
import { again, type DynamoContext, expiry, type Item, type Key, retrying } from './dynamo-context.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { get, getAll } from './dynamo-read.ts';
import { atVersion, tryWrite, write } from './dynamo-write.ts';
import { key } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { BinPlace, BinReservation, BinStore, TenantScope, ZoneOverride } from './ports.ts';

const table = 'inventory';
/** An item is kept this long after its last change: longer than any reservation or window. */
const KEPT_DAYS = 30;

/** Reserved bins and overrides of zones on DynamoDB, beside the stock they are about. */
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

    async overrides(tenant, site, zone) {
      const item = await get(context, table, zoneKey(tenant, site, zone));
      return item
        ? { overrides: unpack<ZoneOverride[]>(item.overrides as Packed), version: Number(item.version) }
        : { overrides: [], version: 0 };
    },

    async rememberOverrides(tenant, { site, zone }, overrides, expectedVersion, events) {
      const put = {
        ...zoneKey(tenant, site, zone),
        version: expectedVersion + 1,
        overrides: pack(overrides),
        expiresAt: expiry(context, overrides.at(-1)?.at ?? new Date(0).toISOString(), KEPT_DAYS),
      };
      const outcome = await write(context, `overrides of zone ${zone} at ${site}`, [
        { table, put, ...atVersion(expectedVersion) },
        ...outboxWrites(context, tenant, events),
      ]);
      return outcome.kind === 'written';
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

function zoneKey(tenant: TenantScope, site: string, zone: string): Key {
  return { pk: key('T', tenant, 'ZONE', site, zone), sk: 'OVERRIDES' };
}
