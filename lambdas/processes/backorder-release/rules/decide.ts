import type { ReleaseLimits } from '../../../domain/release-settings.ts';
import type { LotUnits } from '../../../store/ports.ts';
import type { Demand, Grant, ItemDecision, ReleaseCase, Taking } from '../contract.ts';
import { unitsOf } from './distribute.ts';
import type { ItemCase, ItemShares } from './item.ts';
import { mustRenew, partsOf, takeable } from './needs.ts';
import { contestedBy, ruledItem } from './review.ts';
import { incompleteOrders, type OrderShares } from './ship-complete.ts';

/**
 * Who gets what of every item of a case, and why (rule 5.8). Pure: a preview and a release that know the same decide the
 * same. Orders that ship complete are looked at over all their items: one that is not whole keeps what it got as a
 * tentative hold, once; when that time is over it waits without holding anything, and its units go to the next.
 */
export function decideRelease(given: ReleaseCase, limits: ReleaseLimits): readonly ItemDecision[] {
  const excluded = new Map<string, 'SHIP_COMPLETE'>();
  for (;;) {
    const items = given.supplies.map((supply) => ruledItem(supply, given, limits, excluded));
    const orders = incompleteOrders(given, items.map(sharesOf));
    const over = [...orders].flatMap(([, { lapsed }]) => lapsed).filter((id) => !excluded.has(id));
    if (over.length === 0)
      return items.map((item) => decisionOf(item, orders, movingOrders(given, items), given, limits));
    for (const orderLineId of over) excluded.set(orderLineId, 'SHIP_COMPLETE');
  }
}

/** One item after its ruling: how it is shared, and whose stock is taken for it. */
export interface RuledItem {
  readonly item: ItemCase;
  readonly shares: ItemShares;
  readonly takings: readonly Taking[];
}

/** Orders that get something by this decision, or hold something already. */
function movingOrders(given: ReleaseCase, items: readonly RuledItem[]): ReadonlySet<string> {
  const served = new Set(items.flatMap(({ shares }) => [...shares.given.keys()]));
  const holds = [
    ...given.supplies.flatMap(({ reservations }) => reservations),
    ...[...given.others.values()].flat().flatMap(({ reservation }) => reservation ?? []),
  ].filter((reservation) => partsOf(reservation, 'tentative').length > 0);
  return new Set([
    ...given.demand.filter(({ orderLineId }) => served.has(orderLineId)).map(({ orderId }) => orderId),
    ...holds.map(({ orderId }) => orderId),
  ]);
}

const sharesOf = ({ item, shares }: RuledItem): OrderShares => ({
  sku: item.supply.sku,
  given: shares.given,
});

function decisionOf(
  { item, shares, takings }: RuledItem,
  incomplete: ReturnType<typeof incompleteOrders>,
  moving: ReadonlySet<string>,
  given: ReleaseCase,
  limits: ReleaseLimits,
): ItemDecision {
  const { sku } = item.supply;
  const grants = item.lines.flatMap((line): Grant[] => {
    if (!moving.has(line.orderId)) return [];
    const lots = shares.given.get(line.orderLineId) ?? [];
    const rank = shares.ranks.get(line.orderLineId) ?? 0;
    return grantOf(line, lots, rank, item, incomplete.has(line.orderId));
  });
  const promoted = given.supplies[0]?.sku === sku ? promotedElsewhere(given, incomplete, moving) : [];
  const all = [...grants, ...promoted].sort((a, b) => a.rank - b.rank);
  const renewed = new Map(
    given.demand
      .filter((line) => mustRenew(line, given))
      .flatMap(({ orderId, payment }) => (payment ? [[orderId, payment.authorizationId] as const] : [])),
  );
  const renew = [...new Set(all.map(({ orderId }) => orderId))].flatMap((orderId) => {
    const authorizationId = renewed.get(orderId);
    return authorizationId === undefined ? [] : [{ orderId, authorizationId }];
  });
  return {
    sku,
    policy: item.policy,
    free: shares.free,
    kept: shares.kept,
    grants: all,
    takings,
    contested: contestedBy(sku, takings, given, limits).length > 0,
    left: shares.left,
    renew,
  };
}

/** Firm for a whole order, with the holds it had; otherwise a hold of the new units beside those that stand. */
function grantOf(
  line: Demand,
  lots: readonly LotUnits[],
  rank: number,
  { supply }: ItemCase,
  isIncomplete: boolean,
): Grant[] {
  const { orderId, orderLineId, sku, shipComplete, promisedAt } = line;
  const reservation = supply.reservations.find((one) => one.orderLineId === orderLineId);
  const held = partsOf(reservation, 'tentative');
  const base = { orderId, orderLineId, sku, rank, shipComplete, promised: promisedAt !== undefined };
  if (isIncomplete) {
    if (lots.length === 0) return [];
    const endsAt = held
      .map((part) => part.endsAt ?? '')
      .sort()
      .at(0);
    return [
      {
        ...base,
        kind: 'tentative',
        quantity: unitsOf(lots),
        already: 0,
        lots,
        replaces: [],
        ...(endsAt && { endsAt }),
      },
    ];
  }
  const whole = [...held.flatMap((part) => part.lots), ...lots];
  const already = takeable(line, reservation);
  // A whole order is released with all its lines; of any other, one that gets nothing has nothing to do here.
  if (whole.length === 0 && !(shipComplete && already > 0)) return [];
  return [
    {
      ...base,
      kind: 'firm',
      quantity: unitsOf(whole),
      already,
      lots: mergedLots(whole),
      replaces: held.map(({ claim }) => claim),
    },
  ];
}

/** Holds of whole orders for items that gained nothing: they become firm with the line that completed the order. */
function promotedElsewhere(
  { others, demand }: ReleaseCase,
  incomplete: ReturnType<typeof incompleteOrders>,
  moving: ReadonlySet<string>,
): Grant[] {
  return [...others].flatMap(([orderId, lines]) => {
    if (incomplete.has(orderId) || !moving.has(orderId) || !demand.some((line) => line.orderId === orderId))
      return [];
    return lines.flatMap(({ orderLineId, sku, already, reservation }): Grant[] => {
      const held = partsOf(reservation, 'tentative');
      if (held.length === 0 && already === 0) return [];
      const lots = mergedLots(held.flatMap((part) => part.lots));
      const promised = demand.some((line) => line.orderId === orderId && line.promisedAt !== undefined);
      return [
        {
          orderId,
          orderLineId,
          sku,
          rank: 0,
          kind: 'firm',
          shipComplete: true,
          promised,
          quantity: unitsOf(lots),
          already,
          lots,
          replaces: held.map(({ claim }) => claim),
        },
      ];
    });
  });
}

function mergedLots(lots: readonly LotUnits[]): LotUnits[] {
  return [...Map.groupBy(lots, ({ lot }) => lot)].map(([lot, same]) => ({
    ...(lot !== undefined && { lot }),
    quantity: unitsOf(same),
  }));
}
