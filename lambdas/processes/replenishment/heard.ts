import type { Envelope } from '../../../events/envelope.ts';
import { OrderAcknowledged } from '../../../events/replenishment.ts';
import {
  TransferApproved,
  TransferCanceled,
  TransferClosed,
  TransferRejected,
} from '../../../events/transfer.ts';
import type { ProcessStore, TenantScope } from '../../store/ports.ts';
import { documentIdOf, NEWS, OWNER } from './facts.ts';

/** What somebody said of an order or a transfer. Units are those of the item that was asked for. */
export type News =
  | { readonly kind: 'acknowledged'; readonly lines: readonly AcknowledgedLine[] }
  | { readonly kind: 'approved'; readonly quantity: number; readonly dueOn: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'ended'; readonly received: number };

export interface AcknowledgedLine {
  readonly poLine: number;
  readonly sku: string;
  readonly quantity: number;
  readonly promisedOn: string;
}

export const SUPPLY_NEWS = [
  OrderAcknowledged,
  TransferApproved,
  TransferRejected,
  TransferCanceled,
  TransferClosed,
] as const;

/** The order or transfer an event is about, and what it says. Raises where the event is none of `SUPPLY_NEWS`. */
export function newsOf(event: Envelope<unknown>): { readonly documentId: string; readonly news: News } {
  const total = (lines: readonly { quantity?: number; received?: number }[]) =>
    lines.reduce((sum, { quantity = 0, received = 0 }) => sum + quantity + received, 0);
  switch (event.type) {
    case TransferApproved.type: {
      const { transferId, lines, dueOn } = TransferApproved.event.parse(event).data;
      return { documentId: transferId, news: { kind: 'approved', quantity: total(lines), dueOn } };
    }
    case TransferRejected.type: {
      const { transferId, reason } = TransferRejected.event.parse(event).data;
      return { documentId: transferId, news: { kind: 'refused', reason } };
    }
    case TransferCanceled.type: {
      const { transferId, reason } = TransferCanceled.event.parse(event).data;
      return { documentId: transferId, news: { kind: 'refused', reason } };
    }
    case TransferClosed.type: {
      const { transferId, lines } = TransferClosed.event.parse(event).data;
      const received = lines.reduce((sum, line) => sum + line.received, 0);
      return { documentId: transferId, news: { kind: 'ended', received } };
    }
    default: {
      const { poId, lines } = OrderAcknowledged.event.parse(event).data;
      return { documentId: poId, news: { kind: 'acknowledged', lines } };
    }
  }
}

/** Keeps news of one kind under their document; a newer word replaces an older one. */
export async function keepNews(
  processes: Pick<ProcessStore, 'putFact'>,
  tenant: TenantScope,
  documentId: string,
  news: News,
  sequence: number,
): Promise<void> {
  await processes.putFact(tenant, documentIdOf(documentId), {
    key: `${NEWS}${news.kind}`,
    sequence,
    body: news,
  });
}

export async function heardOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  documentId: string,
): Promise<readonly News[]> {
  const found = await processes.facts(tenant, documentIdOf(documentId), NEWS);
  return found.map(({ body }) => body as News);
}

/** Says which request made an order or a transfer, so that its news find it. */
export async function own(
  processes: Pick<ProcessStore, 'putFact'>,
  tenant: TenantScope,
  documentId: string,
  processId: string,
): Promise<void> {
  await processes.putFact(tenant, documentIdOf(documentId), { key: OWNER, sequence: 1, body: { processId } });
}

export async function ownerOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  documentId: string,
): Promise<string | undefined> {
  const [found] = await processes.facts(tenant, documentIdOf(documentId), OWNER);
  return (found?.body as { readonly processId: string } | undefined)?.processId;
}
