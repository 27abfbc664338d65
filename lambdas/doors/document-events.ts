import type * as z from 'zod/mini';
import type { CountSubmitted } from '../../events/count.ts';
import { identifier } from '../../events/envelope.ts';
import type { Finding, ReceiptRecorded } from '../../events/inbound.ts';
import type { OrderAcknowledged } from '../../events/replenishment.ts';
import type { ReturnRequested } from '../../events/returns.ts';
import {
  type BusinessDocument,
  type CountReport,
  type Measured,
  type OrderResponse,
  type ReceivingAdvice,
  type ReturnReport,
  withoutEmpty,
} from './documents.ts';
import { finding } from './findings.ts';
import type { DoorContext } from './notice.ts';

/**
 * What a document read whole announces beside itself: a supplier's response acknowledges an order, a warehouse's advice
 * records a receipt, reports of counts and returns say theirs line by line. All count units of the item, which a door knows for pieces only.
 */

export interface Announcement {
  /** The event of the catalog. */
  readonly type: 'OrderAcknowledged' | 'ReceiptRecorded' | 'CountSubmitted' | 'ReturnRequested';
  /** A site of the tenant; without one it concerns the tenant as a whole. */
  readonly site: string | undefined;
  readonly subject: string;
  readonly data: unknown;
}

interface Announced {
  readonly events: readonly Announcement[];
  readonly findings: readonly Finding[];
}

/** An event holds at most this many lines of a receipt. */
const RECEIPT_LINES = 100;

export function announcementsOf(document: BusinessDocument, context: DoorContext): Announced {
  switch (document.type) {
    case 'order-response':
      return acknowledgmentOf(document, context);
    case 'receiving-advice':
      return receiptOf(document, context);
    case 'count-report':
      return { events: document.lines.map(countOf), findings: [] };
    case 'return-report':
      return { events: document.lines.map(returnOf), findings: [] };
    default:
      return { events: [], findings: [] };
  }
}

/** A response without lines, or one taken back, says nothing line by line: it is a document and no event. */
function acknowledgmentOf(response: OrderResponse, context: DoorContext): Announced {
  if (response.lines.length === 0 || response.purpose === 'cancel') return { events: [], findings: [] };
  const check = new LineCheck();
  const lines = response.lines.map(({ line, poLine, sku, confirmed, promisedAt }) => {
    // Of a line nothing comes of no date is asked; the day it was said on stands in.
    const promised =
      promisedAt ?? response.promisedAt ?? (confirmed.value === 0 ? response.issuedAt : undefined);
    if (promised === undefined)
      check.refuse('FIELD_MISSING', line, 'promisedAt', '', 'say when it is delivered');
    const quantity = check.pieces(line, confirmed);
    return { poLine, sku: check.sku(line, sku), quantity, promisedOn: (promised ?? '').slice(0, 10) };
  });
  if (check.findings.length > 0) return { events: [], findings: check.findings };
  const { poId } = response;
  const data: z.infer<typeof OrderAcknowledged.data> = {
    poId,
    supplierId: context.partner.supplierId,
    lines,
  };
  const site = siteOf(response.shipTo, context);
  return { events: [{ type: 'OrderAcknowledged', site, subject: poId, data }], findings: [] };
}

/** What replaces or takes back a receipt is a document and a warning: counted stock is corrected by a count. */
function receiptOf(advice: ReceivingAdvice, context: DoorContext): Announced {
  const { documentId, purpose, shipTo, asnId, receivedAt } = advice;
  if (purpose !== 'original') {
    const message = `a receiving advice that says ${purpose} is kept and changes no stock; correct it by a count`;
    return {
      events: [],
      findings: [finding('PURPOSE_UNUSED', 'warn', { field: 'purpose', value: purpose }, message)],
    };
  }
  const check = new LineCheck();
  const site = siteOf(shipTo, context);
  if (site === undefined) {
    const known = context.sites.map((one) => `${one.site} (${one.gln})`).join(', ');
    const at = { field: 'shipTo', value: shipTo ?? '' };
    check.findings.push(
      finding(
        'SHIP_TO_UNKNOWN',
        'reject',
        at,
        `the goods were received at no site of ours; we have ${known}`,
      ),
    );
  }
  const lines = advice.lines.flatMap(
    ({ line, poId = advice.poId, poLine, sku, good, damaged, sscc, lot, expiry }) => {
      const common = { poId, poLine, sku: check.sku(line, sku), sscc, lot, expiry };
      return [
        { ...common, quantity: check.pieces(line, good), condition: 'good' as const },
        { ...common, quantity: damaged ? check.pieces(line, damaged) : 0, condition: 'damaged' as const },
      ].filter(({ quantity }) => quantity > 0);
    },
  );
  if (check.findings.length > 0) return { events: [], findings: check.findings };
  const parts = Math.max(1, Math.ceil(lines.length / RECEIPT_LINES));
  const events = Array.from({ length: parts }, (_, part): Announcement => {
    const data: z.infer<typeof ReceiptRecorded.data> = {
      receiptId: part === 0 ? documentId : `${documentId}:${part + 1}`,
      ...(asnId !== undefined && { asnId }),
      supplierId: supplierOf(advice, context),
      arrivedAt: receivedAt,
      countedBy: context.partner.partnerId,
      final: part === parts - 1,
      lines: lines.slice(part * RECEIPT_LINES, (part + 1) * RECEIPT_LINES).map(withoutEmpty),
    };
    return { type: 'ReceiptRecorded', site, subject: documentId, data };
  });
  return { events, findings: [] };
}

function countOf({
  countId,
  site,
  sku,
  counted,
  countedBy,
  countedAt,
}: CountReport['lines'][number]): Announcement {
  const data: z.infer<typeof CountSubmitted.data> = {
    countId,
    sku,
    quantity: counted.value,
    countedBy,
    countedAt,
  };
  return { type: 'CountSubmitted', site, subject: countId, data };
}

function returnOf({
  line: _,
  site,
  quantity,
  country,
  postalCode,
  gtin: __,
  ...request
}: ReturnReport['lines'][number]): Announcement {
  const data: z.infer<typeof ReturnRequested.data> = {
    ...request,
    quantity: quantity.value,
    from: { country, postalCode },
  };
  return { type: 'ReturnRequested', site, subject: request.rmaId, data };
}

/** Our own number of the supplier when the advice says it; the one the partner is registered for otherwise. */
function supplierOf({ supplier }: ReceivingAdvice, { partner }: DoorContext): string {
  const known =
    supplier !== undefined && !/^\d{13}$/.test(supplier) && identifier.safeParse(supplier).success;
  return known ? supplier : partner.supplierId;
}

function siteOf(party: string | undefined, { sites }: DoorContext): string | undefined {
  return sites.find(({ site, gln }) => party === site || party === gln)?.site;
}

/** What an event asks of every line beyond what a document does. */
class LineCheck {
  readonly findings: Finding[] = [];

  /** Units of an item are pieces; of any other unit a door cannot tell how many pieces it is. */
  pieces(line: number, { value, scale, uom }: Measured): number {
    if (uom === 'EA' && scale === 0) return value;
    const message = 'must be whole pieces (EA, PCE), because units of stock are counted from it';
    this.refuse('FIELD_INVALID', line, 'quantity', `${value}e-${scale} ${uom}`, message);
    return 0;
  }

  sku(line: number, sku: string | undefined): string {
    if (sku !== undefined) return sku;
    this.refuse('FIELD_MISSING', line, 'sku', '', 'our item number is needed beside the GTIN');
    return '';
  }

  refuse(code: string, line: number, field: string, value: string, message: string): void {
    const at = { scope: 'line', line, field, value } as const;
    this.findings.push(finding(code, 'reject', at, `line ${line}: ${field} ${message}`));
  }
}
