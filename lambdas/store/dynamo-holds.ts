import { freeWrites, reservationKey, reservationRow, reservationWrite } from './dynamo-backorders.ts';
import { again, type DynamoContext, type Item, type Key, retrying } from './dynamo-context.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { get, getAll, queryPage, queryShards } from './dynamo-read.ts';
import { atVersion, tryWrite, type Write } from './dynamo-write.ts';
import { claimOfHold, type HoldRow, type HoldStore, newHold, partsOfHold, settledHold } from './hold.ts';
import { components, instant, key, keyPrefix, latestFirst, shardKey, shardKeys } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import { type ReservationKey, type TenantScope, tenantScope } from './ports.ts';
import { lastingPart, noReservation, withoutPart, withPart } from './reservation.ts';
import { workByDue } from './schema.ts';

/** The row lies where deadlines are swept; what it reserves lies with the stock it takes. One transaction writes both. */
const table = 'work';
const DUE = 'DUE-HOLD';

/** Holds on DynamoDB. */
export function dynamoHolds(context: DynamoContext): HoldStore {
  const heldOf = async (tenant: TenantScope, holdId: string): Promise<HoldRow | undefined> => {
    const found = await get(context, table, holdKey(tenant, holdId));
    return found && unpack<HoldRow>(found.row as Packed);
  };
  const reservationOf = async (tenant: TenantScope, place: ReservationKey) => {
    const found = await get(context, 'inventory', reservationKey(tenant, place));
    return found && reservationRow(found as Key & Item);
  };

  return {
    async hold(tenant, hold, events) {
      const row = newHold(hold);
      const listed = {
        pk: listOf(tenant, row.site),
        sk: latestFirst(row.heldAt, row.holdId),
        holdId: row.holdId,
      };
      return retrying(context, `reservation ${row.holdId}`, async () => {
        const standing = await heldOf(tenant, row.holdId);
        if (standing) return { kind: 'repeated', row: standing };
        const taken = await Promise.all(
          partsOfHold(row).map(async ({ place, part }) => {
            const before = (await reservationOf(tenant, place)) ?? noReservation(place);
            const change = withPart(before, part, []);
            const free = freeWrites(tenant, change);
            return { sku: place.sku, free, kept: reservationWrite(context, tenant, before, change) };
          }),
        );
        const free = taken.flatMap((one) => one.free.map((write) => ({ sku: one.sku, write })));
        const outcome = await tryWrite(context, [
          ...free.map(({ write }) => write),
          ...taken.map(({ kept }) => kept),
          holdWrite(tenant, row),
          { table, put: listed },
          ...outboxWrites(context, tenant, events),
        ]);
        if (outcome.kind === 'written') return { kind: 'held', row };
        if (outcome.kind === 'contended') return again;
        // Somebody was first with the reservation of a line or with this hold: only free units that lack make it short.
        const skus = free.filter((_, index) => outcome.failed.has(index)).map(({ sku }) => sku);
        const isOnlyShort = [...outcome.failed.keys()].every((index) => index < free.length);
        return isOnlyShort ? { kind: 'short', skus } : again;
      });
    },

    held: heldOf,

    async holds(tenant, site, page) {
      const range = { table, pk: listOf(tenant, site) } as const;
      const { rows, ...next } = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      const keys = rows.map(({ holdId }) => holdKey(tenant, String(holdId)));
      const found = await getAll(context, table, keys);
      return { rows: found.map((item) => unpack<HoldRow>(item.row as Packed)), ...next };
    },

    async settle(tenant, holdId, settled, events) {
      const claim = claimOfHold(holdId);
      return retrying(context, `settling reservation ${holdId}`, async () => {
        const row = settledHold(holdId, await heldOf(tenant, holdId), settled);
        const given = await Promise.all(
          partsOfHold(row).map(async ({ place }): Promise<readonly Write[]> => {
            const before = await reservationOf(tenant, place);
            // Its units may have left since, or be used up by a plan for the same line.
            if (!before?.parts.some((part) => part.claim === claim)) return [];
            if (settled.state === 'CONFIRMED')
              return [reservationWrite(context, tenant, before, lastingPart(before, claim))];
            const change = withoutPart(before, claim, false);
            return [...freeWrites(tenant, change), reservationWrite(context, tenant, before, change)];
          }),
        );
        const outcome = await tryWrite(context, [
          holdWrite(tenant, row),
          ...given.flat(),
          ...outboxWrites(context, tenant, events),
        ]);
        return outcome.kind === 'written' ? row : again;
      });
    },

    async due(now, limit) {
      const items = await queryShards(context, table, workByDue, shardKeys(DUE), limit, instant(now));
      return items.map(({ pk }) => {
        const [, tenant = '', , holdId = ''] = components(pk);
        return { tenant: tenantScope(tenant), holdId };
      });
    },
  };
}

function holdWrite(tenant: TenantScope, row: HoldRow): Write {
  const put = {
    ...holdKey(tenant, row.holdId),
    version: row.version,
    row: pack(row),
    ...(row.state === 'HELD' ? { duePk: shardKey(DUE, tenant, row.holdId), dueSk: instant(row.endsAt) } : {}),
  };
  return { table, put, ...atVersion(row.version - 1) };
}

function listOf(tenant: TenantScope, site: string): string {
  return key('T', tenant, 'HOLDS', site);
}

function holdKey(tenant: TenantScope, holdId: string): Key {
  return { pk: key('T', tenant, 'HOLD', holdId), sk: 'META' };
}
