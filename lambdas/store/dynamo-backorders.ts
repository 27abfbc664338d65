import { again, type DynamoContext, expiry, type Item, type Key, retrying } from './dynamo-context.ts';
import { positionKey, positionRow, stockPartition } from './dynamo-inventory.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { collect, get, query, queryPage } from './dynamo-read.ts';
import { atVersion, tryWrite, type Write, write } from './dynamo-write.ts';
import { components, key, keyPrefix } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { BackorderStore, QueuedItem, Reservation, ReservationKey, TenantScope } from './ports.ts';
import {
  type ChangedReservation,
  confirmedPart,
  noReservation,
  withoutPart,
  withoutUnits,
  withPart,
} from './reservation.ts';

const table = 'inventory';
/** How long it is remembered that a line's time of holding is over. */
const LAPSE_DAYS = 90;

/** Reservations on DynamoDB, in the partition of the stock they take: free units and the reservation change together. */
export function dynamoBackorders(context: DynamoContext): BackorderStore {
  const read = async (tenant: TenantScope, place: ReservationKey) => {
    const item = await get(context, table, reservationKey(tenant, place));
    return item && reservationRow(item as Key & Item);
  };

  return {
    async stock(tenant, site, sku) {
      const range = (prefix: string) =>
        collect(query(context, { table, pk: stockPartition(tenant, site, sku), prefix }));
      const [position, lots, reservations] = await Promise.all([
        get(context, table, positionKey(tenant, site, { sku })),
        range(keyPrefix(['LOT'], '')),
        range(keyPrefix(['RES'], '')),
      ]);
      return {
        position: positionRow(site, sku, position),
        lots: lots.map(({ sk, available = 0, free = 0 }) => ({
          lot: components(sk)[1] ?? '',
          available: Number(available),
          free: Number(free),
        })),
        reservations: reservations.map(reservationRow),
      };
    },

    reservation: read,

    async reserve(tenant, place, part, replaces = []) {
      return retrying(
        context,
        `reserving ${part.quantity} of ${place.sku} for ${place.orderLineId}`,
        async () => {
          const standing = (await read(tenant, place)) ?? noReservation(place);
          if (standing.parts.some(({ claim }) => claim === part.claim)) return 'repeated';
          const change = withPart(standing, part, replaces);
          const free = freeWrites(tenant, change);
          const outcome = await tryWrite(context, [
            ...free,
            reservationWrite(context, tenant, standing, change),
          ]);
          if (outcome.kind === 'written') return 'reserved';
          // The reservation changed meanwhile: it may even be this part, written by a try whose answer was lost.
          if (outcome.kind === 'contended' || outcome.failed.has(free.length)) return again;
          return 'short';
        },
      );
    },

    async confirm(tenant, place, claim, documents, events) {
      return retrying(context, `confirming ${claim} of ${place.orderLineId}`, async () => {
        const standing = await read(tenant, place);
        const part = standing?.parts.find((other) => other.claim === claim);
        if (!standing || !part || part.documents) return false;
        const change = confirmedPart(standing, claim, documents);
        const outcome = await tryWrite(context, [
          reservationWrite(context, tenant, standing, change),
          ...outboxWrites(context, tenant, events),
        ]);
        return outcome.kind === 'written' ? true : again;
      });
    },

    async end(tenant, place, claim, { lapsed, at }, events) {
      return retrying(context, `ending ${claim} of ${place.orderLineId}`, async () => {
        const standing = await read(tenant, place);
        if (!standing?.parts.some((part) => part.claim === claim)) return false;
        const change = withoutPart(standing, claim, lapsed);
        const outcome = await tryWrite(context, [
          ...freeWrites(tenant, change),
          reservationWrite(context, tenant, standing, change, at),
          ...outboxWrites(context, tenant, events),
        ]);
        return outcome.kind === 'written' ? true : again;
      });
    },

    async endUnits(tenant, place, units, events) {
      const { effectKey, quantity } = units;
      const marker = { pk: stockPartition(tenant, place.site, place.sku), sk: key('ENDED', effectKey) };
      return retrying(context, `ending ${quantity} units of ${place.orderLineId}`, async () => {
        const standing = await read(tenant, place);
        const change = standing && standing.parts.length > 0 && withoutUnits(standing, units);
        const outcome = await tryWrite(context, [
          { table, put: marker, condition: 'attribute_not_exists(pk)' },
          ...(change
            ? [...freeWrites(tenant, change), reservationWrite(context, tenant, standing, change)]
            : []),
          ...outboxWrites(context, tenant, events),
        ]);
        if (outcome.kind === 'written') return true;
        return outcome.kind === 'refused' && outcome.failed.has(0) ? false : again;
      });
    },

    async setQueue(tenant, site, { sku, lines, at }) {
      const place = { pk: queuePartition(tenant, site), sk: key(sku) };
      await write(context, `queue of ${sku} at ${site}`, [
        lines.length === 0 ? { table, remove: place } : { table, put: { ...place, lines: pack(lines), at } },
      ]);
    },

    async queue(tenant, site, page) {
      const range = { table, pk: queuePartition(tenant, site) } as const;
      const { rows, ...next } = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      return { rows: rows.map(queuedRow), ...next };
    },

    async queued(tenant, site, sku) {
      const item = await get(context, table, { pk: queuePartition(tenant, site), sk: key(sku) });
      return item && queuedRow(item as Key & Item);
    },
  };
}

/** The condition keeps free units that go down at zero or above; a lot or position that is not there has none. */
export function freeWrites(tenant: TenantScope, { row, free }: ChangedReservation): Write[] {
  const { site, sku } = row;
  const changes = [
    ...(free.units === 0 ? [] : [{ sku, change: free.units }]),
    ...[...free.lots].map(([lot, change]) => ({ sku, lot, change })),
  ];
  return changes.map(
    ({ change, ...place }): Write => ({
      table,
      key: positionKey(tenant, site, place),
      update: 'ADD #free :change',
      names: { '#free': 'free' },
      values: { ':change': change, ...(change < 0 && { ':need': -change }) },
      ...(change < 0 && { condition: '#free >= :need' }),
    }),
  );
}

export function reservationWrite(
  context: DynamoContext,
  tenant: TenantScope,
  standing: Reservation,
  { row, isGone }: ChangedReservation,
  at?: string,
): Write {
  const place = reservationKey(tenant, row);
  const condition = atVersion(standing.version);
  if (isGone) return { table, remove: place, ...condition };
  const { orderId, parts, lapsed, version } = row;
  const isMemory = parts.length === 0 && at !== undefined;
  return {
    table,
    put: {
      ...place,
      orderId,
      parts: pack(parts),
      lapsed,
      version,
      ...(isMemory && { expiresAt: expiry(context, at, LAPSE_DAYS) }),
    },
    ...condition,
  };
}

export function reservationRow({ pk, sk, orderId, parts, lapsed, version }: Key & Item): Reservation {
  const [, , , site = '', sku = ''] = components(pk);
  return {
    site,
    sku,
    orderId: String(orderId),
    orderLineId: components(sk)[1] ?? '',
    parts: unpack(parts as Packed),
    lapsed: lapsed === true,
    version: Number(version),
  };
}

function queuedRow({ sk, lines, at }: Key & Item): QueuedItem {
  return { sku: components(sk)[0] ?? '', lines: unpack(lines as Packed), at: String(at) };
}

export function reservationKey(tenant: TenantScope, { site, sku, orderLineId }: ReservationKey): Key {
  return { pk: stockPartition(tenant, site, sku), sk: key('RES', orderLineId) };
}

function queuePartition(tenant: TenantScope, site: string): string {
  return key('T', tenant, 'QUEUE', site);
}
