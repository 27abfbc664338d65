import type { BinReservation } from './ports.ts';

/** How reservations of a bin follow from each other, in both forms of the store. */

/** Those that have not ended; one ends at its very moment. */
export function standingAt(reservations: readonly BinReservation[], now: string): readonly BinReservation[] {
  return reservations.filter(({ until }) => Date.parse(until) > Date.parse(now));
}

export function withReservation(
  reservations: readonly BinReservation[],
  reservation: BinReservation,
  now: string,
): readonly BinReservation[] {
  const others = standingAt(reservations, now).filter(({ claim }) => claim !== reservation.claim);
  return [...others, reservation];
}
