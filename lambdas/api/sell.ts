import { runtimeWith, secrets } from '../shared/runtime.ts';
import { route as cancelReservation } from './cancel-reservation.ts';
import { route as checkAvailability } from './check-availability.ts';
import { route as confirmReservation } from './confirm-reservation.ts';
import type { ReadDeps } from './deps.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as listReservations } from './list-reservations.ts';
import { route as reserveStock } from './reserve-stock.ts';
import { route as showReservation } from './show-reservation.ts';

/** What sales channels ask for: what can be promised, and stock held for their carts. */
export const routes: readonly Route<ReadDeps>[] = [
  checkAvailability,
  reserveStock,
  listReservations,
  showReservation,
  confirmReservation,
  cancelReservation,
];

export const handler = apiHandler(routes, frontDoor(runtimeWith(secrets)));
