import type { SkipReason } from '../../../../events/backorder.ts';
import type { Reservation, ReservedPart } from '../../../store/ports.ts';
import type { Demand, ReleaseCase } from '../contract.ts';

/** Units of the parts of a reservation, 0 without one. */
export function reserved(reservation: Reservation | undefined, kind: ReservedPart['kind']): number {
  return partsOf(reservation, kind).reduce((sum, { quantity }) => sum + quantity, 0);
}

export function partsOf(
  reservation: Reservation | undefined,
  kind: ReservedPart['kind'],
): readonly ReservedPart[] {
  return (reservation?.parts ?? []).filter((part) => part.kind === kind);
}

/**
 * Units a line still waits for: what nobody has allocated, without the units another release is bringing it and those
 * that are held for it.
 */
export function missingOf(line: Demand, reservation: Reservation | undefined): number {
  return Math.max(0, line.open - underway(reservation) - reserved(reservation, 'tentative'));
}

/** The whole packs of them. */
export function needOf(line: Demand, reservation: Reservation | undefined): number {
  const missing = missingOf(line, reservation);
  return missing - (missing % line.packSize);
}

/** Units that are no whole pack are never delivered: a line of fewer, or one that must be whole, waits for its order to be corrected. */
export function isUnpackable(line: Demand, reservation: Reservation | undefined): boolean {
  const missing = missingOf(line, reservation);
  return missing > 0 && (missing < line.packSize || (line.shipComplete && missing % line.packSize > 0));
}

/** Reserved units the OMS has not confirmed: it may know of them already, or not. */
export function underway(reservation: Reservation | undefined): number {
  return partsOf(reservation, 'firm')
    .filter(({ documents }) => documents === undefined)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Confirmed units that may be taken for somebody else: allocated, not with the warehouse, not just being released. */
export function takeable(line: Demand, reservation: Reservation | undefined): number {
  return Math.max(0, line.allocated - line.released - underway(reservation));
}

/** Units the OMS has allocated to lines by itself: they are sold, whatever our reservations say. */
export function allocatedElsewhere(
  lines: readonly Demand[],
  reservations: ReadonlyMap<string, Reservation>,
): number {
  return lines.reduce(
    (sum, line) => sum + Math.max(0, line.allocated - reserved(reservations.get(line.orderLineId), 'firm')),
    0,
  );
}

/** Why a line takes no part (rule 5.8): a hold on its order, or a payment that could not be renewed. */
export function skipOf(line: Demand, { renewals }: Pick<ReleaseCase, 'renewals'>): SkipReason | undefined {
  const holds = line.holds.map(({ kind }) => kind);
  if (holds.includes('payment')) return 'PAYMENT_HOLD';
  if (holds.includes('fraud')) return 'FRAUD_HOLD';
  if (holds.includes('address')) return 'ADDRESS_HOLD';
  if (renewals.get(line.orderId) === 'declined') return 'PAYMENT_DECLINED';
  return undefined;
}

/** An authorization is good until the moment it expires, that moment included. */
export function mustRenew(line: Demand, { now, renewals }: Pick<ReleaseCase, 'now' | 'renewals'>): boolean {
  if (line.payment === undefined || renewals.get(line.orderId) === 'renewed') return false;
  return Date.parse(line.payment.expiresAt) < Date.parse(now);
}
