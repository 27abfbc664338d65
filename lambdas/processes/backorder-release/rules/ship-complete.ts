import type { LotUnits, Reservation } from '../../../store/ports.ts';
import type { ReleaseCase } from '../contract.ts';
import { unitsOf } from './distribute.ts';
import { missingOf, skipOf } from './needs.ts';

export interface OrderShares {
  readonly sku: string;
  readonly given: ReadonlyMap<string, readonly LotUnits[]>;
}

/**
 * Ship-complete orders that cannot be shipped whole yet, with their lines whose time of holding units without being
 * whole is over. An order is whole when every line of it, also for items that gained nothing, has all it still needs.
 */
export function incompleteOrders(
  given: ReleaseCase,
  shares: readonly OrderShares[],
): ReadonlyMap<string, { readonly lapsed: readonly string[] }> {
  const units = new Map(
    shares.flatMap((item) => [...item.given].map(([id, lots]) => [id, unitsOf(lots)] as const)),
  );
  const reservations = new Map<string, Reservation>(
    given.supplies.flatMap((supply) => supply.reservations.map((one) => [one.orderLineId, one] as const)),
  );
  const complete = given.demand.filter(({ shipComplete }) => shipComplete);
  const orders = Map.groupBy(complete, ({ orderId }) => orderId);
  return new Map(
    [...orders].flatMap(([orderId, lines]) => {
      const isWhole =
        lines.every(
          (line) =>
            skipOf(line, given) === undefined &&
            missingOf(line, reservations.get(line.orderLineId)) <= (units.get(line.orderLineId) ?? 0),
        ) && (given.others.get(orderId) ?? []).every(({ missing }) => missing <= 0);
      if (isWhole) return [];
      const lapsed = lines.filter(
        ({ orderLineId }) => units.has(orderLineId) && reservations.get(orderLineId)?.lapsed,
      );
      return [[orderId, { lapsed: lapsed.map(({ orderLineId }) => orderLineId) }]];
    }),
  );
}
