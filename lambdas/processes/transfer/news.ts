import { CountRequested } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import {
  TransferApproved,
  TransferCanceled,
  TransferClosed,
  TransferLost,
  TransferReceived,
  TransferRejected,
  TransferShipped,
} from '../../../events/transfer.ts';
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
