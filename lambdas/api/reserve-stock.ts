import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { availabilityToShow } from '../domain/availability.ts';
import { releaseLimits } from '../domain/release-settings.ts';
import { later } from '../shared/clock.ts';
import { MOST_HOLD_LINES } from '../store/hold.ts';
import { frozenStock } from '../work/frozen-stock.ts';
import { makeHold } from '../work/holds.ts';
import type { ReadDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { RESERVE, units } from './schemas.ts';
import { ReservationView, reservationView } from './views/reservation.ts';

const Line = z.strictObject({ orderLineId: identifier, sku: identifier, quantity: units });

export const route = defineRoute({
  operationId: 'reserveStock',
  method: 'POST',
  path: '/v1/reservations',
  tag: 'Reservations',
  summary: 'Holds units of items at a site for a cart or an order: all lines, or none.',
  description:
    'The units are nobody else’s until the reservation ends: by itself after the minutes asked for, and never later than the tenant allows, unless it is confirmed or canceled before. Too few free units are a conflict whose errors name the items.',
  may: { roles: RESERVE, scope: 'inventory:write' },
  body: z.strictObject({
    site: identifier,
    /** The order, or the cart that may become one. */
    orderId: identifier,
    lines: z.array(Line).check(z.minLength(1), z.maxLength(MOST_HOLD_LINES)),
    /** As long as the tenant allows unless said. */
    minutes: z.optional(units),
  }),
  answer: ReservationView,
  status: 201,
  versioned: true,
  problems: ['conflict'],
  about: ({ body }) => ({ site: body.site }),
  async run({ principal, requestId, body }, deps: ReadDeps) {
    const { tenant, subject: heldBy } = principal;
    const { site, orderId, lines, minutes } = body;
    const document = await deps.stores.tenants.current(tenant);
    if (!document?.sites.some((one) => one.site === site))
      throw wrong('body.site', site, 'is no site of the tenant');
    const most = releaseLimits(document, site).reservationMinutes.value;
    if (minutes !== undefined && minutes > most)
      throw wrong('body.minutes', String(minutes), `must be at most ${most}: the tenant allows no longer`);
    for (const name of ['sku', 'orderLineId'] as const)
      for (const [index, line] of lines.entries())
        if (lines.findIndex((other) => other[name] === line[name]) !== index)
          throw wrong(`body.lines.${index}.${name}`, line[name], 'is named twice: name it once');
    await requireSellable(deps, tenant, site, lines);
    const asked = { holdId: requestId, ...{ site, orderId, lines, heldBy } };
    const made = await makeHold(deps, tenant, {
      ...asked,
      endsAt: later(deps.clock(), (minutes ?? most) * 60_000),
    });
    if (made.kind === 'short') throw short(lines.filter(({ sku }) => made.skus.includes(sku)));
    const { row } = made;
    return { body: reservationView(row), version: row.version, location: `/v1/reservations/${row.holdId}` };
  },
});

/** Units a count has put in doubt are sold by nobody; what is free beyond them the store itself holds to. */
async function requireSellable(
  { stores }: Pick<ReadDeps, 'stores'>,
  tenant: Parameters<typeof frozenStock>[1],
  site: string,
  lines: readonly z.infer<typeof Line>[],
): Promise<void> {
  const lacking = await Promise.all(
    lines.map(async ({ sku, quantity }) => {
      const frozen = await frozenStock(stores, tenant, site, sku);
      if (frozen.length === 0) return false;
      const { free } = await stores.inventory.position(tenant, site, sku);
      return availabilityToShow(free, frozen) < quantity;
    }),
  );
  const doubtful = lines.filter((_, index) => lacking[index]);
  if (doubtful.length > 0) throw short(doubtful);
}

function short(lines: readonly z.infer<typeof Line>[]): ApiProblem {
  return new ApiProblem('conflict', `too few free units of ${lines.map(({ sku }) => sku).join(', ')}`, {
    errors: lines.map(({ sku, quantity }) => ({
      field: 'body.lines',
      value: sku,
      message: `fewer than ${quantity} units can be sold: check availability, or ask for less`,
    })),
  });
}

function wrong(field: string, value: string, message: string): ApiProblem {
  return new ApiProblem('unprocessable', `${field} ${message}`, { errors: [{ field, value, message }] });
}
