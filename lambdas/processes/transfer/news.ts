import { CountRequested } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import {
  TransferApproved,
  TransferCanceled,
  TransferClosed,
  TransferLost,
  TransferReceived,
  TransferRejected,
  TransferShipped,
} from '../../../events/transfer.ts';
import type { Movement } from '../../store/ports.ts';
import { type EventFacts, makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { News } from './contract.ts';
import type { TransferRow } from './facts.ts';

/** The events of one write; `version` is the one the body reaches by it, which orders and names them. */
export function newsEvents(
  row: TransferRow,
  news: readonly News[],
  version: number,
  causationId: string,
  now: string,
): Envelope[] {
  return news.map((one, index) =>
    eventOf(one, {
      about: row,
      ...(one.subject === undefined ? {} : { subject: one.subject }),
      causationId,
      sequence: version,
      now,
      newId: () => derivedId(row.tenantId, row.processId, one.type, version, index),
    }),
  );
}

function eventOf({ type, data }: News, facts: Omit<EventFacts<never>, 'data'>): Envelope {
  switch (type) {
    case 'TransferApproved':
      return makeEvent(TransferApproved, { ...facts, data });
    case 'TransferRejected':
      return makeEvent(TransferRejected, { ...facts, data });
    case 'TransferCanceled':
      return makeEvent(TransferCanceled, { ...facts, data });
    case 'TransferShipped':
      return makeEvent(TransferShipped, { ...facts, data });
    case 'TransferReceived':
      return makeEvent(TransferReceived, { ...facts, data });
    case 'TransferLost':
      return makeEvent(TransferLost, { ...facts, data });
    case 'TransferClosed':
      return makeEvent(TransferClosed, { ...facts, data });
    case 'CountRequested':
      return makeEvent(CountRequested, { ...facts, data });
  }
}

/** What the bus hears of a posting at one site. */
export function positionEvent(
  row: TransferRow,
  site: string,
  { documentId, reasonCode }: { readonly documentId: string; readonly reasonCode: string },
  applied: readonly Movement[],
  now: string,
): Envelope {
  const changes = applied.flatMap(({ sku, lot, effectKey, quantity, from, to }) => {
    const change = { sku, effectKey, ...(lot === undefined ? {} : { lot }) };
    return [
      ...(from === null ? [] : [{ ...change, bucket: from, delta: -quantity }]),
      ...(to === null ? [] : [{ ...change, bucket: to, delta: quantity }]),
    ];
  });
  return makeEvent(InventoryPositionChanged, {
    about: { ...row, site },
    data: { documentId, reasonCode, changes },
    causationId: documentId,
    now,
    newId: () => derivedId(row.tenantId, site, applied[0]?.effectKey ?? '', 'position'),
  });
}
