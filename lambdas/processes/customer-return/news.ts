import type { Envelope } from '../../../events/envelope.ts';
import {
  ReturnAuthorized,
  ReturnDenied,
  ReturnDisposed,
  ReturnExpired,
  ReturnRefunded,
} from '../../../events/returns.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { ReturnBody } from './contract.ts';
import type { ReturnRow } from './facts.ts';
import { actions } from './rules/eligibility.ts';
import type { News } from './rules/settle-plan.ts';

/** What the bus hears of a return; the id of each event follows from the return and what it says. */
export function newsEvents(row: ReturnRow, body: ReturnBody, news: readonly News[], now: string): Envelope[] {
  return news.flatMap((name) => eventOf(row, body, name, now));
}

function eventOf(row: ReturnRow, body: ReturnBody, name: News, now: string): Envelope[] {
  const { request, risk, refund, disposed, denial, authorizedAt = now, expiresAt = now, labelId } = body;
  const { rmaId, orderId, sku } = request;
  const about = { rmaId, orderId, sku };
  const facts = {
    about: row,
    causationId: row.correlationId,
    now,
    newId: () => derivedId(row.tenantId, row.processId, name),
  };
  const action = body.action ?? 'CREDIT';
  switch (name) {
    case 'authorized':
      return [
        makeEvent(ReturnAuthorized, {
          ...facts,
          data: {
            ...about,
            quantity: request.quantity,
            action,
            rdr01: actions[action].rdr01,
            goodsComeBack: actions[action].goodsComeBack,
            ...(labelId === undefined ? {} : { labelId }),
            expiresAt,
            risk: risk?.score ?? 0,
          },
        }),
      ];
    case 'denied':
      return denial ? [makeEvent(ReturnDenied, { ...facts, data: { ...about, ...denial } })] : [];
    case 'expired':
      return [makeEvent(ReturnExpired, { ...facts, data: { ...about, authorizedAt } })];
    case 'disposed': {
      if (!disposed) return [];
      const ways = body.verdict?.ways ?? [];
      const data = {
        ...about,
        quantity: body.parcels.reduce((sum, { quantity }) => sum + quantity, 0),
        ...disposed,
        recovery: Object.fromEntries(ways.map(({ disposition, recovery }) => [disposition, recovery])),
        currency: body.known?.terms?.currency ?? 'XXX',
        risk: risk?.score ?? 0,
      };
      return [makeEvent(ReturnDisposed, { ...facts, data })];
    }
    case 'refunded': {
      if (refund?.refundId === undefined) return [];
      const { amount, refundId, on } = refund;
      return [makeEvent(ReturnRefunded, { ...facts, data: { ...about, amount, refundId, on } })];
    }
  }
}
