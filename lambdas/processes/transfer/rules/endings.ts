import type { DecisionRecord } from '../../../store/ports.ts';
import type { Decision, Given, Heard, Outcome, Planned, TransferBody } from '../contract.ts';
import { later } from './dates.ts';
import { unitsOf, withMoves } from './lines.ts';
import { canceledNews, closedNews, endOf, rejectedNews } from './news.ts';

/** How a transfer ends, and what is taken back for it (rule 5.5). Before anything is shipped: release. */

export function reject(
  body: TransferBody,
  reason: Parameters<typeof rejectedNews>[1],
  decisions: readonly DecisionRecord[],
): Decision {
  return {
    body: withMoves({ ...body, stage: 'ENDED', outcome: 'rejected' }, ...undoing(body, reason)),
    decisions,
    news: [rejectedNews(body, reason)],
    name: 'Reject',
  };
}

export function cancel(
  body: TransferBody,
  reason: Parameters<typeof canceledNews>[1],
  decisions: readonly DecisionRecord[],
): Decision {
  return {
    body: withMoves({ ...body, stage: 'ENDED', outcome: 'canceled' }, ...undoing(body, reason)),
    decisions,
    news: [canceledNews(body, reason)],
    name: 'Cancel',
  };
}

/** What was done, taken back in reverse order. */
function undoing({ documents, reservation, request, asked }: TransferBody, reason: string): Planned[] {
  const undo = { kind: 'call', direction: 'undo', site: request.from } as const;
  return [
    ...(asked ? [{ kind: 'drop' } as const] : []),
    ...(documents.pickTask === undefined
      ? []
      : [
          {
            ...undo,
            system: 'wms',
            operation: 'cancelPickTask',
            input: { pickTaskId: documents.pickTask, reason },
          } as const,
        ]),
    ...(documents.erp === undefined
      ? []
      : [
          {
            ...undo,
            system: 'erp',
            operation: 'cancelTransfer',
            input: { documentId: documents.erp, reason },
          } as const,
        ]),
    ...(reservation.standing ? [{ kind: 'release', round: reservation.round } as const] : []),
  ];
}

/** Nobody shipped in time: canceled, unless goods are picked already, which somebody must look at. */
export function afterShipBy(body: TransferBody, heard: Heard, given: Given): Decision {
  if (!heard.scans.some(({ leg }) => leg === 'PICKED')) return cancel(body, 'NOT_SHIPPED', []);
  const { transferId, from } = body.request;
  const watched = withMoves(
    { ...body, shipBy: later(given.now, given.limits.shipMinutes.value) },
    {
      kind: 'case',
      class: 'TRANSFER_NOT_SHIPPED',
      subject: 'not-shipped',
      summary: `Goods of transfer ${transferId} are picked at ${from} and did not leave in time: ship them, or withdraw the transfer and put them back.`,
    },
  );
  return { body: watched, decisions: [], news: [], name: 'WatchPicked' };
}

/** Every unit that was shipped was received, returned or written off. */
export function finish(body: TransferBody): Decision {
  const { request, documents, lines, asked } = body;
  const received = lines.reduce((sum, line) => sum + unitsOf(line.received), 0);
  const returned = lines.reduce((sum, line) => sum + unitsOf(line.returned), 0);
  const lost = lines.reduce((sum, line) => sum + line.lost, 0);
  const outcome = outcomeOf(received, returned, lost);
  const ended = withMoves(
    { ...body, stage: 'ENDED', outcome },
    ...(asked ? [{ kind: 'drop' } as const] : []),
    ...(documents.claim !== undefined && lost === 0
      ? [
          {
            kind: 'call',
            system: 'tms',
            operation: 'withdrawClaim',
            direction: 'undo',
            site: request.from,
            input: { claimId: documents.claim, reason: 'The goods were found.' },
          } as const,
        ]
      : []),
    ...(documents.erp === undefined
      ? []
      : [
          {
            kind: 'call',
            system: 'erp',
            operation: 'completeTransfer',
            direction: 'do',
            site: request.from,
            input: {
              documentId: documents.erp,
              lines: lines.map((line) => ({ line: line.line, sku: line.sku, ...endOf(line) })),
            },
          } as const,
        ]),
  );
  return { body: ended, decisions: [], news: [closedNews(body, outcome)], name: 'Finish' };
}

function outcomeOf(
  received: number,
  returned: number,
  lost: number,
): Outcome & Parameters<typeof closedNews>[1] {
  if (received > 0) return lost > 0 ? 'received-short' : 'received';
  return returned > 0 ? 'returned' : 'lost';
}
