import {
  ReservationClosed,
  ReservationConfirmed,
  ReservationEnded,
  ReservationMade,
} from '../../events/backorder.ts';
import type { Envelope } from '../../events/envelope.ts';
import { Conflict } from '../shared/errors.ts';
import type { Held, HoldRow, SettledHold } from '../store/hold.ts';
import type { Stores, TenantScope } from '../store/ports.ts';
import { makeEvent } from './events.ts';
import { derivedId } from './process-row.ts';

/** Reservations that sales channels make for their carts and orders: held for a while, then confirmed or free again. */

export interface HoldDependencies {
  readonly stores: Pick<Stores, 'holds' | 'backorders'>;
  readonly clock: () => string;
}

/** Holds every line, or none and says which items are short. */
export async function makeHold(
  { stores, clock }: HoldDependencies,
  tenant: TenantScope,
  asked: Pick<HoldRow, 'holdId' | 'orderId' | 'site' | 'lines' | 'heldBy' | 'endsAt'>,
): Promise<Held> {
  const hold = { ...asked, heldAt: clock() };
  const { holdId: reservationId, orderId, endsAt } = hold;
  const event = makeEvent(ReservationMade, {
    ...factsOf(tenant, { ...hold, version: 0 }, 'made', hold.heldAt),
    data: { reservationId, orderId, endsAt, lines: linesOf(hold) },
  });
  return stores.holds.hold(tenant, hold, [event]);
}

/**
 * Makes a hold last. One whose time is over raises Conflict even before anybody has ended it: whoever asks next may count on
 * its units. Confirmed before, it is only answered.
 */
export async function confirmHold(
  deps: HoldDependencies,
  tenant: TenantScope,
  row: HoldRow,
  by: string,
): Promise<HoldRow> {
  const now = deps.clock();
  if (row.state === 'CONFIRMED') return row;
  if (row.state === 'EXPIRED' || (row.state === 'HELD' && row.endsAt <= now))
    throw new Conflict(`reservation ${row.holdId} ended at ${row.endsAt}: make a new one`, row);
  const { holdId: reservationId, orderId } = row;
  const event = makeEvent(ReservationConfirmed, {
    ...factsOf(tenant, row, 'confirmed', now),
    data: { reservationId, orderId, confirmedBy: by, lines: linesOf(row) },
  });
  return settle(deps, tenant, row, { state: 'CONFIRMED', settledBy: by, settledAt: now }, [event]);
}

/** Gives the units back before the hold's time. What is confirmed belongs to an order: that is canceled, in the OMS. */
export async function cancelHold(
  deps: HoldDependencies,
  tenant: TenantScope,
  row: HoldRow,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<HoldRow> {
  if (row.state === 'CANCELED') return row;
  if (row.state === 'CONFIRMED')
    throw new Conflict(
      `reservation ${row.holdId} was confirmed at ${row.settledAt}: cancel order ${row.orderId} in the OMS instead`,
      row,
    );
  const now = deps.clock();
  const settled = { state: 'CANCELED', settledBy: by, settledAt: now, reason } as const;
  const events = await endedEvents(deps, tenant, row, { outcome: 'CANCELED', reason }, now);
  return settle(deps, tenant, row, settled, events);
}

/** Ends a hold whose time is over, once; one that was settled meanwhile is left alone. */
export async function expireHold(deps: HoldDependencies, tenant: TenantScope, holdId: string): Promise<void> {
  const row = await deps.stores.holds.held(tenant, holdId);
  const now = deps.clock();
  if (row?.state !== 'HELD' || row.endsAt > now) return;
  const settled = { state: 'EXPIRED', settledBy: 'clock', settledAt: now } as const;
  const events = await endedEvents(deps, tenant, row, { outcome: 'EXPIRED' }, now);
  try {
    await settle(deps, tenant, row, settled, events);
  } catch (error) {
    // Somebody confirmed or canceled it between the look and the write.
    if (!(error instanceof Conflict)) throw error;
  }
}

async function settle(
  { stores }: HoldDependencies,
  tenant: TenantScope,
  { holdId }: HoldRow,
  settled: SettledHold,
  events: readonly Envelope[],
): Promise<HoldRow> {
  return stores.holds.settle(tenant, holdId, settled, events);
}

/**
 * That a hold has ended, and of each item somebody waits for that its units are free: a release begins for each of those, so
 * it must not for every cart that was emptied.
 */
async function endedEvents(
  { stores }: HoldDependencies,
  tenant: TenantScope,
  row: HoldRow,
  { outcome, reason }: { readonly outcome: 'CANCELED' | 'EXPIRED'; readonly reason?: string },
  now: string,
): Promise<Envelope[]> {
  const { holdId: reservationId, orderId, site } = row;
  const closed = makeEvent(ReservationClosed, {
    ...factsOf(tenant, row, 'closed', now),
    data: {
      reservationId,
      orderId,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      lines: linesOf(row),
    },
  });
  const waited = await Promise.all(
    row.lines.map(async (line) => ((await stores.backorders.queued(tenant, site, line.sku)) ? [line] : [])),
  );
  const ended = waited.flat().map((line) =>
    makeEvent(ReservationEnded, {
      ...factsOf(tenant, row, `ended/${line.orderLineId}`, now),
      data: { ...line, orderId, site, reason: outcome },
    }),
  );
  return [closed, ...ended];
}

const linesOf = ({ lines }: Pick<HoldRow, 'lines'>) => lines.map((line) => ({ ...line }));

/** Ids follow from what happened, so a call made again announces nothing new. */
function factsOf(
  tenant: TenantScope,
  { holdId, site, version }: Pick<HoldRow, 'holdId' | 'site' | 'version'>,
  step: string,
  now: string,
) {
  return {
    about: {
      tenantId: tenant,
      site,
      businessKey: holdId,
      correlationId: `reservation/${holdId}`,
      mode: 'act',
    },
    causationId: `reservation/${holdId}`,
    sequence: version + 1,
    now,
    newId: () => derivedId(tenant, holdId, step),
  } as const;
}
