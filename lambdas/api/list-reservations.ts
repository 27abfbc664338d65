import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, pageOf } from './schemas.ts';
import { ReservationView, reservationView } from './views/reservation.ts';

export const route = defineRoute({
  operationId: 'listReservations',
  method: 'GET',
  path: '/v1/reservations',
  tag: 'Reservations',
  summary: 'Reservations of a site that sales channels made, the latest first.',
  may: { roles: LOOK, scope: 'inventory:read' },
  query: z.strictObject({ site: identifier }),
  answer: pageOf(ReservationView),
  paged: true,
  about: ({ query }) => query,
  async run({ principal, query: { site }, page }, { stores }: ReadDeps) {
    const { rows, cursor } = await stores.holds.holds(principal.tenant, site, page);
    return { body: { items: rows.map(reservationView) }, cursor };
  },
});
