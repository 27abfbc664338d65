import { confirmHold } from '../work/holds.ts';
import type { ReadDeps } from './deps.ts';
import { findReservation } from './find-reservation.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, RESERVE } from './schemas.ts';
import { ReservationView, reservationView } from './views/reservation.ts';

export const route = defineRoute({
  operationId: 'confirmReservation',
  method: 'POST',
  path: '/v1/reservations/{id}/confirm',
  tag: 'Reservations',
  summary:
    'The order is placed: its units are kept until they ship. A reservation that has ended is a conflict.',
  may: { roles: RESERVE, scope: 'inventory:write' },
  params: byId,
  answer: ReservationView,
  versioned: true,
  problems: ['not-found', 'conflict'],
  async run(call, deps: ReadDeps) {
    const { tenant, subject } = call.principal;
    const row = await confirmHold(deps, tenant, await findReservation(call, deps.stores), subject);
    return { body: reservationView(row), version: row.version };
  },
});
