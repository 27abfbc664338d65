import { ContractViolation } from '../shared/errors.ts';
import type { EndedUnits, LotUnits, Reservation, ReservationKey, ReservedPart } from './ports.ts';

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
  const lasting = lastingPart(row, claim).row.parts;
  const parts = lasting.map((part) => (part.claim === claim ? { ...part, documents } : part));
  return changed({ ...row, parts }, [], []);
}

/** A part without an end, for nobody but its line. */
export function lastingPart(row: Reservation, claim: string): ChangedReservation {
  const parts = row.parts.map((part) => {
    const { endsAt: _, ...lasting } = part;
    return part.claim === claim ? lasting : part;
  });
  return changed({ ...row, parts }, [], []);
}

export function withoutPart(row: Reservation, claim: string, lapsed: boolean): ChangedReservation {
  const gone = row.parts.filter((part) => part.claim === claim);
  const parts = row.parts.filter((part) => part.claim !== claim);
  return changed({ ...row, parts, lapsed: row.lapsed || lapsed }, [], gone);
}

/**
 * A reservation after units of its line left it: those the named pick task is for, then firm parts before tentative ones,
 * the oldest first, and of a part the lot that is named before any other. What is reserved beyond that stays; less than
 * `quantity` is all there is.
 */
export function withoutUnits(
  row: Reservation,
  { quantity, lot, pickTaskId }: EndedUnits,
): ChangedReservation {
  const placeOf = ({ kind, documents }: ReservedPart) => {
    if (pickTaskId !== undefined && documents?.pickTaskId === pickTaskId) return 0;
    return kind === 'firm' ? 1 : 2;
  };
  const order = [...row.parts].sort((a, b) => placeOf(a) - placeOf(b));
  let left = quantity;
  const removed: ReservedPart[] = [];
  const parts = order.flatMap((part): ReservedPart[] => {
    const units = Math.min(left, part.quantity);
    left -= units;
    if (units === 0) return [part];
    const { taken, rest } = splitLots(part, units, lot);
    removed.push({ ...part, quantity: units, lots: taken });
    return units === part.quantity ? [] : [{ ...part, quantity: part.quantity - units, lots: rest }];
  });
  return changed({ ...row, parts }, [], removed);
}

/** Which lots of a part `units` of it are taken from; units no lot is named for go after those of the lot itself. */
function splitLots(
  { lots, quantity }: ReservedPart,
  units: number,
  lot: string | undefined,
): { taken: LotUnits[]; rest: LotUnits[] } {
  const unnamed = quantity - lots.reduce((sum, entry) => sum + entry.quantity, 0);
  const all: readonly LotUnits[] = unnamed > 0 ? [...lots, { quantity: unnamed }] : lots;
  const placeOf = (entry: LotUnits) => (entry.lot === undefined ? 1 : entry.lot === lot ? 0 : 2);
  let left = units;
  const pieces = [...all]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((entry) => {
      const taken = Math.min(left, entry.quantity);
      left -= taken;
      return { taken: { ...entry, quantity: taken }, rest: { ...entry, quantity: entry.quantity - taken } };
    });
  const some = ({ quantity: count }: LotUnits) => count > 0;
  return {
    taken: pieces.map(({ taken }) => taken).filter(some),
    rest: pieces.map(({ rest }) => rest).filter(some),
  };
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
