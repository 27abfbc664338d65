import { ContractViolation } from '../shared/errors.ts';
import type { LotUnits, Reservation, ReservationKey, ReservedPart } from './ports.ts';

/** Rules of reservations that both forms of the store share. */

/** What a change of a reservation does to free units: of the position, and of each lot it names. */
export interface FreeChange {
  readonly units: number;
  readonly lots: ReadonlyMap<string, number>;
}

/** A reservation after a change; without parts and without a lapse there is nothing left to keep. */
export interface ChangedReservation {
  readonly row: Reservation;
  readonly free: FreeChange;
  readonly isGone: boolean;
}

export function noReservation(key: ReservationKey & { readonly orderId: string }): Reservation {
  const { site, sku, orderId, orderLineId } = key;
  return { site, sku, orderId, orderLineId, parts: [], lapsed: false, version: 0 };
}

/** Adds a part and uses up the parts it replaces. Throws ContractViolation for quantities that do not add up. */
export function withPart(
  row: Reservation,
  part: ReservedPart,
  replaces: readonly string[],
): ChangedReservation {
  const named = part.lots.reduce((sum, { quantity }) => sum + quantity, 0);
  if (!Number.isSafeInteger(part.quantity) || part.quantity <= 0 || named > part.quantity)
    throw new ContractViolation(
      `reservation of ${row.orderLineId} has the quantity ${part.quantity} with ${named} in lots: use a whole number above 0 and lots within it`,
    );
  const used = row.parts.filter(({ claim }) => replaces.includes(claim));
  const parts = [...row.parts.filter((other) => !used.includes(other)), part];
  return changed({ ...row, parts }, [part], used);
}

export function confirmedPart(
  row: Reservation,
  claim: string,
  documents: NonNullable<ReservedPart['documents']>,
): ChangedReservation {
  const parts = row.parts.map((part) => {
    if (part.claim !== claim) return part;
    const { endsAt: _, ...lasting } = part;
    return { ...lasting, documents };
  });
  return changed({ ...row, parts }, [], []);
}

export function withoutPart(row: Reservation, claim: string, lapsed: boolean): ChangedReservation {
  const gone = row.parts.filter((part) => part.claim === claim);
  const parts = row.parts.filter((part) => part.claim !== claim);
  return changed({ ...row, parts, lapsed: row.lapsed || lapsed }, [], gone);
}

function changed(
  row: Reservation,
  added: readonly ReservedPart[],
  removed: readonly ReservedPart[],
): ChangedReservation {
  const lots = new Map<string, number>();
  const count = (units: readonly LotUnits[], sign: 1 | -1) => {
    for (const { lot, quantity } of units)
      if (lot !== undefined) lots.set(lot, (lots.get(lot) ?? 0) + sign * quantity);
  };
  let units = 0;
  for (const part of added) {
    units -= part.quantity;
    count(part.lots, -1);
  }
  for (const part of removed) {
    units += part.quantity;
    count(part.lots, 1);
  }
  return {
    row: { ...row, version: row.version + 1 },
    free: { units, lots: new Map([...lots].filter(([, change]) => change !== 0)) },
    isGone: row.parts.length === 0 && !row.lapsed,
  };
}
