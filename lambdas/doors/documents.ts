import type { CustomerAction, ReturnReason } from '../../events/returns.ts';
import type { Exact } from './exact.ts';

/**
 * Business documents as every format is read into them and written from them. A ship notice is not here: its lines are too
 * many for one document and travel as chunks (`notice.ts`).
 */

/** `value` × 10^-scale `uom`: 12.5 kg is { value: 125, scale: 1, uom: 'KG' }. */
export interface Measured extends Exact {
  readonly uom: string;
}

/** What a document replaces or takes back is known by its number. */
export type Purpose = 'original' | 'replace' | 'cancel';

export interface DocumentHeader {
  readonly documentId: string;
  readonly purpose: Purpose;
  /** UTC. */
  readonly issuedAt: string;
  /** Parties by GLN or by the code the two sides agreed on. */
  readonly buyer?: string;
  readonly supplier?: string;
  readonly shipTo?: string;
}

/** An item by our number, by its GTIN, or by both. */
export interface DocumentLine {
  readonly line: number;
  readonly sku?: string;
  readonly gtin?: string;
}

/** A price in the order's currency for `per` units of the line's unit of measure, one unless said. */
export interface Price extends Exact {
  readonly per?: number;
}

export interface PurchaseOrder extends DocumentHeader {
  readonly type: 'purchase-order';
  /** When the goods are wanted; a line may want them at another time. */
  readonly requestedAt?: string;
  /** ISO 4217. */
  readonly currency?: string;
  readonly lines: readonly (DocumentLine & {
    readonly quantity: Measured;
    readonly price?: Price;
    readonly requestedAt?: string;
  })[];
}

/** What becomes of an order that was sent before; with the purpose `cancel` nothing of it is wanted any longer. */
export interface OrderChange extends DocumentHeader {
  readonly type: 'order-change';
  readonly poId: string;
  /** Which change of the order it is, as the buyer numbers them. */
  readonly change?: string;
  /** When the order was placed. */
  readonly orderedAt?: string;
  readonly requestedAt?: string;
  readonly currency?: string;
  readonly lines: readonly (DocumentLine & {
    readonly change: 'added' | 'changed' | 'removed' | 'unchanged';
    /** What is ordered now, and what of it is still to come. */
    readonly quantity?: Measured;
    readonly open?: Measured;
    readonly price?: Price;
    readonly requestedAt?: string;
  })[];
}

export type Answer = 'accepted' | 'changed' | 'rejected';

export interface OrderResponse extends DocumentHeader {
  readonly type: 'order-response';
  readonly poId: string;
  /** When the order was placed. */
  readonly orderedAt?: string;
  readonly answer: Answer;
  /** When the goods come; a line may come at another time. */
  readonly promisedAt?: string;
  /** No line: the answer is to the order as a whole. */
  readonly lines: readonly (DocumentLine & {
    readonly poLine: number;
    readonly answer: Answer;
    readonly ordered?: Measured;
    /** What will be delivered; 0 of a rejected line. */
    readonly confirmed: Measured;
    readonly promisedAt?: string;
  })[];
}

export interface ReceivingAdvice extends DocumentHeader {
  readonly type: 'receiving-advice';
  /** When the goods arrived, UTC. */
  readonly receivedAt: string;
  readonly asnId?: string;
  readonly poId?: string;
  readonly lines: readonly (DocumentLine & {
    readonly poId?: string;
    readonly poLine?: number;
    /** What arrived in good condition. */
    readonly good: Measured;
    readonly damaged?: Measured;
    readonly sscc?: string;
    readonly lot?: string;
    readonly expiry?: string;
  })[];
}

export const STOCK_STATUSES = [
  'on-hand',
  'on-order',
  'received',
  'shipped',
  'back-ordered',
  'damaged',
  'returned',
] as const;
export type StockStatus = (typeof STOCK_STATUSES)[number];

export interface InventoryAdvice extends DocumentHeader {
  readonly type: 'inventory-advice';
  /** When the stock was counted or looked up; when it was issued unless said. */
  readonly stockAt?: string;
  /** Where the stock lies, by GLN or agreed code. */
  readonly warehouse?: string;
  readonly lines: readonly (DocumentLine & {
    /** Quantities as reported. They may be parts of each other and are never summed. */
    readonly stock: readonly {
      readonly status: StockStatus;
      readonly quantity: Measured;
      readonly lot?: string;
      readonly expiry?: string;
      readonly place?: string;
    }[];
  })[];
}

/** What a warehouse is asked to ship. */
export interface ShipOrder extends DocumentHeader {
  readonly type: 'ship-order';
  readonly poId?: string;
  readonly warehouse?: string;
  /** When it is to leave, and when it is wanted where it goes. */
  readonly shipAt?: string;
  readonly deliverAt?: string;
  readonly lines: readonly (DocumentLine & { readonly quantity: Measured; readonly lot?: string })[];
}

/** What left for an order, or for another warehouse: units of stock, not yet received anywhere. */
export interface ShipAdvice extends DocumentHeader {
  readonly type: 'ship-advice';
  readonly of: 'order' | 'transfer';
  /** The order to ship, or the transfer, as whoever owns the stock numbers it. */
  readonly orderId?: string;
  readonly poId?: string;
  readonly shippedAt: string;
  readonly deliverAt?: string;
  readonly shipFrom?: string;
  readonly carrier?: string;
  readonly lines: readonly (DocumentLine & {
    readonly shipped: Measured;
    readonly ordered?: Measured;
    readonly sscc?: string;
    readonly lot?: string;
  })[];
}

/** How a warehouse changed its book, with its reasons. */
export interface AdjustmentAdvice extends DocumentHeader {
  readonly type: 'adjustment-advice';
  readonly warehouse?: string;
  readonly lines: readonly (DocumentLine & {
    /** Negative when there is less than before. */
    readonly change: Measured;
    /** X12 element 181. */
    readonly reason: string;
    readonly lot?: string;
  })[];
}

/** Goods somebody wants to send back, or sends back. */
export interface ReturnNotice extends DocumentHeader {
  readonly type: 'return-notice';
  readonly poId?: string;
  readonly lines: readonly (DocumentLine & {
    readonly quantity: Measured;
    /** X12 elements 1293 and 1292. */
    readonly reason?: ReturnReason;
    readonly disposition?: string;
  })[];
}

/** What a partner counted on our shelves: each line answers one count. */
export interface CountReport extends DocumentHeader {
  readonly type: 'count-report';
  readonly lines: readonly (DocumentLine & {
    readonly countId: string;
    readonly site: string;
    readonly sku: string;
    readonly counted: Measured;
    readonly countedBy: string;
    /** UTC. */
    readonly countedAt: string;
  })[];
}

/** What customers of a partner want to send back: each line is one request. */
export interface ReturnReport extends DocumentHeader {
  readonly type: 'return-report';
  readonly lines: readonly (DocumentLine & {
    readonly rmaId: string;
    readonly site: string;
    readonly orderId: string;
    readonly orderLineId: string;
    readonly customerId: string;
    readonly sku: string;
    readonly quantity: Measured;
    readonly serial?: string;
    readonly reason: ReturnReason;
    readonly opened: boolean;
    readonly wants: CustomerAction;
    readonly country: string;
    readonly postalCode: string;
    /** UTC. */
    readonly requestedAt: string;
  })[];
}

/** What a partner's translator says of an interchange we sent, and of the messages in it. */
export interface SyntaxAcknowledgment {
  readonly type: 'syntax-acknowledgment';
  readonly documentId: string;
  /** The control reference of the interchange that is answered, or in X12 of the functional group in it. */
  readonly interchange?: string;
  readonly group?: string;
  readonly accepted: boolean;
  /** Code of the fault, when the interchange as a whole has one. */
  readonly code?: string;
  readonly messages: readonly {
    readonly reference: string;
    readonly messageType: string;
    readonly accepted: boolean;
    readonly code?: string;
    readonly faults: readonly {
      readonly segment: number;
      readonly element?: number;
      readonly component?: number;
      readonly code: string;
    }[];
  }[];
}

/** What a partner's application says of a document we sent. */
export interface ApplicationAcknowledgment {
  readonly type: 'application-acknowledgment';
  readonly documentId: string;
  readonly issuedAt: string;
  /** The number of the document that is answered. */
  readonly answers: string;
  readonly accepted: boolean;
  readonly errors: readonly { readonly code: string; readonly text: string; readonly line?: number }[];
}

export type BusinessDocument =
  | PurchaseOrder
  | OrderChange
  | OrderResponse
  | ReceivingAdvice
  | InventoryAdvice
  | CountReport
  | ReturnReport
  | ShipOrder
  | ShipAdvice
  | AdjustmentAdvice
  | ReturnNotice
  | SyntaxAcknowledgment
  | ApplicationAcknowledgment;

/** A record without the keys whose value is not there, as it is in JSON. */
export function withoutEmpty<Shape extends object>(
  shape: Shape,
): { [Key in keyof Shape]: Exclude<Shape[Key], undefined> } {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never;
}
