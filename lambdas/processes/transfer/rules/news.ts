import type { Given, News, NewsOf, NewsType, Outcome, TransferBody, TransferLine } from '../contract.ts';
import { outstandingOf, unitsOf, valueAt } from './lines.ts';

/** What others are told of a transfer. */

const news = <Type extends NewsType>(type: Type, data: NewsOf<Type>): News => ({ type, data }) as News;
const partiesOf = ({ request: { transferId, from, to } }: TransferBody) => ({ transferId, from, to });
const named = ({ line, sku }: TransferLine) => ({ line, sku });
const askedOf = ({ lines }: TransferBody) => lines.map((line) => ({ ...named(line), asked: line.asked }));
const money = (minor: number, { document }: Given) => ({ minor, currency: document.currency });

export function approvedNews(body: TransferBody, given: Given): News {
  return news('TransferApproved', {
    ...partiesOf(body),
    lines: body.lines.map((line) => ({ ...named(line), asked: line.asked, quantity: line.approved })),
    value: money(
      valueAt(body.lines, ({ approved }) => approved),
      given,
    ),
    automatic: body.approvals.length === 0,
    dueOn: body.dueOn,
  });
}

export function rejectedNews(
  body: TransferBody,
  reason: 'REFUSED' | 'NOT_ENOUGH_STOCK' | 'IMPOSSIBLE',
): News {
  return news('TransferRejected', { ...partiesOf(body), lines: askedOf(body), reason });
}

export function canceledNews(body: TransferBody, reason: 'UNANSWERED' | 'WITHDRAWN' | 'NOT_SHIPPED'): News {
  return news('TransferCanceled', { ...partiesOf(body), lines: askedOf(body), reason });
}

export function shippedNews(body: TransferBody, given: Given): News {
  const shipped = body.lines.filter((line) => unitsOf(line.shipped) > 0);
  return news('TransferShipped', {
    ...partiesOf(body),
    lines: shipped.map((line) => ({ ...named(line), quantity: unitsOf(line.shipped) })),
    value: money(
      valueAt(shipped, (line) => unitsOf(line.shipped)),
      given,
    ),
    documentId: documentOf(body, '943'),
    dueOn: body.dueOn,
  });
}

export function receivedNews(body: TransferBody): News {
  return news('TransferReceived', {
    ...partiesOf(body),
    lines: body.lines.map((line) => ({
      ...named(line),
      shipped: unitsOf(line.shipped),
      received: unitsOf(line.received),
    })),
    documentId: documentOf(body, '944'),
  });
}

export function lostNews(
  body: TransferBody,
  reason: 'SHORT' | 'NO_RECEIPT' | 'ACCEPTED',
  given: Given,
): News {
  const missing = body.lines.filter((line) => outstandingOf(line) > 0);
  return news('TransferLost', {
    ...partiesOf(body),
    lines: missing.map((line) => ({ ...named(line), quantity: outstandingOf(line) })),
    value: money(valueAt(missing, outstandingOf), given),
    reason,
  });
}

const RECOUNT = '-count-';
/** The transfer and the round of its shortage a count was asked for by; `undefined` for any other count. */
export function recountOf(
  countId: string,
): { readonly transferId: string; readonly round: number } | undefined {
  const at = countId.lastIndexOf(RECOUNT);
  const [, round] = /^(\d+)-\d+$/.exec(countId.slice(at + RECOUNT.length)) ?? [];
  return at < 1 || round === undefined
    ? undefined
    : { transferId: countId.slice(0, at), round: Number(round) };
}

/** The source is asked to count what may have stayed there, item by item. */
export function recountNews({ request, lines, rounds }: TransferBody): News[] {
  const skus = new Set(lines.filter((line) => outstandingOf(line) > 0).map(({ sku }) => sku));
  return [...skus].map((sku, index) => {
    const countId = `${request.transferId}${RECOUNT}${rounds.shortage}-${index + 1}`;
    const data = { countId, sku, trigger: 'MANUAL', requestedBy: `transfer:${request.transferId}` } as const;
    return { ...news('CountRequested', data), subject: countId };
  });
}

const OUTCOMES = {
  received: 'RECEIVED',
  'received-short': 'RECEIVED_SHORT',
  returned: 'RETURNED',
  lost: 'LOST',
} as const;

export function closedNews(body: TransferBody, outcome: Outcome & keyof typeof OUTCOMES): News {
  return news('TransferClosed', {
    ...partiesOf(body),
    lines: body.lines.map((line) => ({ ...named(line), asked: line.asked, ...endOf(line) })),
    outcome: OUTCOMES[outcome],
  });
}

/** What became of a line's units. */
export function endOf({ shipped, received, returned, lost }: TransferLine) {
  return { shipped: unitsOf(shipped), received: unitsOf(received), returned: unitsOf(returned), lost };
}

/** The number of a shipment's or receipt's advice: the transfer's, the kind of the document, and how many moves it took. */
export function documentOf({ request, moves }: TransferBody, kind: '943' | '944'): string {
  return `${request.transferId}-${kind}-${moves}`;
}
