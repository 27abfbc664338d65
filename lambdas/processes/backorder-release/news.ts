import {
  BackorderQueued,
  BackorderReleased,
  BackorderSkipped,
  BackorderWithdrawn,
  ReservationEnded,
} from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import type { ReservedPart } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { ItemDecision, Left, PlannedLine, ReleaseCase } from './contract.ts';
import type { ReleaseRow } from './facts.ts';

/** What the bus hears of a release. Ids follow from their cause: the same cause tried again gives the same event. */

/** The subject of an event about a line is the line; its order and item are in its data. */
export function releasedEvent(
  row: ReleaseRow,
  planId: string,
  line: PlannedLine,
  documents: NonNullable<ReservedPart['documents']>,
  now: string,
): Envelope {
  const { orderId, orderLineId, sku, quantity, already, policy, rank, supplyEventId } = line;
  const { allocationId, pickTaskId } = documents;
  return makeEvent(BackorderReleased, {
    about: row,
    subject: orderLineId,
    causationId: planId,
    now,
    newId: () => derivedId(row.tenantId, row.processId, planId, orderLineId, 'released'),
    data: {
      orderId,
      orderLineId,
      sku,
      site: row.site,
      quantity: quantity + already,
      policy,
      rank,
      supplyEventId,
      allocationId,
      pickTaskId,
    },
  });
}

/** News about lines that wait: only the ones that wait for the first time, or for another reason than before. */
export function waitingEvents(
  row: ReleaseRow,
  { sku, policy, left }: ItemDecision,
  known: readonly { readonly orderLineId: string; readonly reason: string }[],
  { now, causes }: Pick<ReleaseCase, 'now' | 'causes'>,
): Envelope[] {
  const reasons = new Map(known.map((line) => [line.orderLineId, line.reason]));
  return left
    .filter(({ line, reason }) => reasons.get(line.orderLineId) !== reason)
    .map(({ line, units, rank, reason }: Left) => {
      const { orderId, orderLineId } = line;
      const supplyEventId = causes.get(sku) ?? row.facts.document;
      const data = {
        orderId,
        orderLineId,
        sku,
        site: row.site,
        quantity: units,
        policy,
        rank,
        supplyEventId,
      };
      const facts = {
        about: row,
        subject: orderLineId,
        causationId: supplyEventId,
        now,
        newId: () => derivedId(row.tenantId, row.processId, row.facts.round, orderLineId, reason),
      };
      return reason === 'NO_SUPPLY'
        ? makeEvent(BackorderQueued, { ...facts, data })
        : makeEvent(BackorderSkipped, { ...facts, data: { ...data, reason } });
    });
}

interface Line {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly sku: string;
}

export function withdrawnEvent(
  row: ReleaseRow,
  cause: string,
  { orderId, orderLineId, sku }: Line,
  what: {
    readonly quantity: number;
    readonly reason: 'CANCELLED' | 'TAKEN';
    readonly promiseSent: boolean;
  },
  now: string,
): Envelope {
  return makeEvent(BackorderWithdrawn, {
    about: row,
    subject: orderLineId,
    causationId: cause,
    now,
    newId: () => derivedId(row.tenantId, row.processId, cause, orderLineId, 'withdrawn'),
    data: { orderId, orderLineId, sku, site: row.site, ...what },
  });
}

/** Its subject is the release's document, so that the release that reserved the units, or its successor, hears of it. */
export function reservationEndedEvent(
  row: ReleaseRow,
  { orderId, orderLineId, sku }: Line,
  part: Pick<ReservedPart, 'claim' | 'quantity'>,
  reason: 'UNCONFIRMED' | 'HOLD_OVER',
  now: string,
): Envelope {
  return makeEvent(ReservationEnded, {
    about: row,
    subject: row.facts.document,
    causationId: part.claim,
    now,
    newId: () => derivedId(row.tenantId, part.claim, orderLineId, 'ended'),
    data: { orderId, orderLineId, sku, site: row.site, quantity: part.quantity, reason },
  });
}
