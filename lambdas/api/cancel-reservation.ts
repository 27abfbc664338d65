import * as z from 'zod/mini';
import { cancelHold } from '../work/holds.ts';
import type { ReadDeps } from './deps.ts';
import { findReservation } from './find-reservation.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, RESERVE, words } from './schemas.ts';
import { ReservationView, reservationView } from './views/reservation.ts';

export const route = defineRoute({
  operationId: 'cancelReservation',
  method: 'POST',
  path: '/v1/reservations/{id}/cancel',
  tag: 'Reservations',
  summary: 'Gives the units back before the reservation ends by itself.',
  description: 'What is confirmed belongs to an order: cancel that in the OMS.',
  may: { roles: RESERVE, scope: 'inventory:write' },
  params: byId,
  body: z.strictObject({ reason: words }),
  answer: ReservationView,
  versioned: true,
  problems: ['not-found', 'conflict'],
  async run(call, deps: ReadDeps) {
    const { tenant, subject: by } = call.principal;
    const held = await findReservation(call, deps.stores);
    const row = await cancelHold(deps, tenant, held, { by, reason: call.body.reason });
    return { body: reservationView(row), version: row.version };
  },
});
