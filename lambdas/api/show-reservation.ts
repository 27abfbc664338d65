import type { ReadDeps } from './deps.ts';
import { findReservation } from './find-reservation.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, LOOK } from './schemas.ts';
import { ReservationView, reservationView } from './views/reservation.ts';

export const route = defineRoute({
  operationId: 'showReservation',
  method: 'GET',
  path: '/v1/reservations/{id}',
  tag: 'Reservations',
  summary: 'One reservation.',
  may: { roles: LOOK, scope: 'inventory:read' },
  params: byId,
  answer: ReservationView,
  versioned: true,
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const row = await findReservation(call, stores);
    return { body: reservationView(row), version: row.version };
  },
});
