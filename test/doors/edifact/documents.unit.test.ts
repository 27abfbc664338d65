import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  InventoryAdvice,
  OrderResponse,
  PurchaseOrder,
  ReceivingAdvice,
} from '../../../lambdas/doors/documents.ts';
import { renderAperak, renderContrl } from '../../../lambdas/doors/edifact/answers.ts';
import { writeShipNotice } from '../../../lambdas/doors/edifact/documents/desadv-write.ts';
import { invrpt, writeInventoryAdvice } from '../../../lambdas/doors/edifact/documents/invrpt.ts';
import { orders, writePurchaseOrder } from '../../../lambdas/doors/edifact/documents/orders.ts';
import { ordrsp, writeOrderResponse } from '../../../lambdas/doors/edifact/documents/ordrsp.ts';
import { recadv, writeReceivingAdvice } from '../../../lambdas/doors/edifact/documents/recadv.ts';
import { DESADV } from '../../../lambdas/doors/edifact/messages/desadv.ts';
import { parseEdifact } from '../../../lambdas/doors/edifact/parse-edifact.ts';
import { type WrittenMessage, writeInterchange } from '../../../lambdas/doors/edifact/write-interchange.ts';
import type { ParsedFile } from '../../../lambdas/doors/notice.ts';
import {
  clean,
  day,
  exact,
  id,
  item,
  maybe,
  measured,
  moment,
  numbered,
  pieces,
} from '../support/documents.ts';
import {
  BUYER_GLN,
  despatchAdvice,
  edifactContext,
  edifactOf,
  messageOf,
  SUPPLIER_GLN,
} from '../support/edifact.ts';
import { linesOf, RECEIVED_AT } from '../support/files.ts';
import { SITE_GLN, ssccOf } from '../support/notices.ts';

const context = edifactContext();
const read = (text: string, with_ = context) => parseEdifact(Buffer.from(text, 'latin1'), with_);
const stamp = {
  sender: [SUPPLIER_GLN, '14'],
  recipient: [BUYER_GLN, '14'],
  reference: 'OUT1',
  at: RECEIVED_AT,
};
const sent = (message: WrittenMessage) => read(writeInterchange([message], stamp));
const only = (file: ParsedFile) => {
  expect(file.findings).toEqual([]);
  return file.documents[0]?.document;
};

/** What may stand on a label, all that must be released included. */
const label = fc.stringMatching(/^[A-Z0-9?'+:é]([A-Z0-9?'+: é]{0,8}[A-Z0-9?'+:é])?$/);
const header = {
  documentId: id,
  purpose: fc.constantFrom('original' as const, 'replace' as const, 'cancel' as const),
  issuedAt: moment,
  buyer: maybe(fc.constantFrom(BUYER_GLN, 'B1')),
  supplier: maybe(fc.constantFrom(SUPPLIER_GLN, 'SUP-1')),
  shipTo: fc.constant(SITE_GLN),
};

const purchaseOrder: fc.Arbitrary<PurchaseOrder> = fc.record({
  type: fc.constant('purchase-order' as const),
  ...header,
  requestedAt: maybe(moment),
  currency: maybe(fc.constant('EUR')),
  lines: numbered(
    fc
      .tuple(
        item,
        measured(1),
        maybe(fc.tuple(exact(0), maybe(fc.integer({ min: 2, max: 1000 })))),
        maybe(moment),
      )
      .map(([one, quantity, price, requestedAt]) => ({
        ...one,
        quantity,
        price: price && { ...price[0], per: price[1] },
        requestedAt,
      })),
  ),
}) as never;

const orderResponse: fc.Arbitrary<OrderResponse> = fc.record({
  type: fc.constant('order-response' as const),
  ...header,
  purpose: fc.constant('original'),
  poId: id,
  answer: fc.constantFrom('accepted', 'changed', 'rejected'),
  promisedAt: moment,
  lines: numbered(
    fc
      .tuple(
        id,
        fc.integer({ min: 1, max: 999 }),
        fc.constantFrom('accepted', 'changed', 'rejected'),
        maybe(measured(0)),
        pieces(0),
        maybe(moment),
      )
      .map(([sku, poLine, answer, ordered, confirmed, promisedAt]) => ({
        sku,
        poLine,
        answer,
        ordered,
        confirmed,
        promisedAt,
      })),
  ),
}) as never;

const receivingAdvice: fc.Arbitrary<ReceivingAdvice> = fc.record({
  type: fc.constant('receiving-advice' as const),
  ...header,
  purpose: fc.constant('original'),
  receivedAt: moment,
  asnId: maybe(id),
  poId: maybe(id),
  lines: numbered(
    fc
      .tuple(
        id,
        maybe(fc.tuple(id, maybe(fc.integer({ min: 1, max: 99 })))),
        pieces(0),
        maybe(pieces(1)),
        maybe(fc.constant(ssccOf(1))),
        maybe(label),
        maybe(day),
      )
      .map(([sku, order, good, damaged, sscc, lot, expiry]) => ({
        sku,
        poId: order?.[0],
        poLine: order?.[1],
        good,
        damaged,
        sscc,
        lot,
        expiry,
      })),
  ),
}) as never;

const inventoryAdvice: fc.Arbitrary<InventoryAdvice> = fc.record({
  type: fc.constant('inventory-advice' as const),
  ...header,
  stockAt: maybe(moment),
  warehouse: maybe(fc.constantFrom(SITE_GLN, 'W1')),
  lines: numbered(
    fc
      .tuple(
        item,
        fc.array(
          fc.record({
            status: fc.constantFrom(
              'on-hand',
              'on-order',
              'received',
              'shipped',
              'back-ordered',
              'damaged',
              'returned',
            ),
            quantity: measured(0),
            lot: maybe(label),
            expiry: maybe(day),
            place: maybe(label),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      )
      .map(([one, stock]) => ({ ...one, stock })),
  ),
}) as never;

describe('a document that is written is read as it was', () => {
  it.each([
    ['ORDERS', orders, writePurchaseOrder, purchaseOrder],
    ['ORDRSP', ordrsp, writeOrderResponse, orderResponse],
    ['RECADV', recadv, writeReceivingAdvice, receivingAdvice],
    ['INVRPT', invrpt, writeInventoryAdvice, inventoryAdvice],
  ] as const)('%s', (_, kind, write, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<never>, (one) => {
        const document = clean(one);
        const { description } = kind;
        expect(only(sent({ description, segments: write(document) }))).toEqual(document);
      }),
      { numRuns: 120 },
    );
  });

  it('DESADV', () => {
    const pack = fc.integer({ min: 1, max: 9 }).map(ssccOf);
    const line = fc
      .tuple(
        id,
        id,
        measured(1),
        maybe(label),
        maybe(day),
        maybe(fc.constantFrom('ambient', 'chilled', 'frozen')),
        maybe(pack),
        maybe(fc.constant('3')),
      )
      .map(([poId, sku, quantity, lot, expiry, temperature, sscc, hazardClass]) => ({
        poId,
        sku,
        quantity,
        lot,
        expiry,
        temperature,
        sscc,
        hazardClass,
      }));
    fc.assert(
      fc.property(id, moment, numbered(line, 1), (asnId, at, all) => {
        const lines = clean(all).map((one) => ({
          line: one,
          packs: one.sscc ? [{ sscc: one.sscc, value: one.quantity.value, scale: one.quantity.scale }] : [],
        }));
        const data = {
          asnId,
          supplierId: 'SUP-ACORN',
          purpose: 'original' as const,
          shippedAt: at,
          dueAt: at,
          sentAt: at,
          carrier: { scac: 'RDWY', reference: 'PRO-1' },
          shipTo: SITE_GLN,
        };
        const file = sent({
          description: DESADV,
          segments: writeShipNotice({ data, lines: lines as never }),
        });
        expect(file.findings).toEqual([]);
        const { shipTo: _, ...expected } = data;
        expect(file.notices[0]?.data).toMatchObject(expected);
        expect(linesOf(file)).toEqual(lines);
      }),
      { numRuns: 120 },
    );
  });

  it('refuses to write what its description does not allow', () => {
    expect(() => sent({ description: DESADV, segments: [['CPS', '1']] })).toThrow(/BGM is missing here/);
  });
});

describe('what a document announces', () => {
  const response = (lines: readonly string[], bgm = 'BGM+231+R-1+4') =>
    read(
      edifactOf([
        messageOf('ORDRSP', [
          bgm,
          'DTM+137:20260301:102',
          'DTM+69:20260312:102',
          'RFF+ON:PO-1',
          `NAD+DP+${SITE_GLN}::9`,
          ...lines,
          'UNS+S',
        ]),
      ]),
    );

  it('an ORDRSP acknowledges the order line by line', () => {
    const file = response([
      'LIN+1+3',
      'PIA+5+SKU-1:IN',
      'QTY+21:500',
      'QTY+113:360',
      'RFF+ON:PO-1:7',
      'LIN+2+7',
      'PIA+5+SKU-2:BP',
      'QTY+21:5',
    ]);
    expect(file.findings).toEqual([]);
    expect(
      file.documents[0]?.events.map(({ type, site, subject, data }) => [type, site, subject, data]),
    ).toEqual([
      [
        'OrderAcknowledged',
        'DC-ATL',
        'PO-1',
        {
          poId: 'PO-1',
          supplierId: 'SUP-ACORN',
          lines: [
            { poLine: 7, sku: 'SKU-1', quantity: 360, promisedOn: '2026-03-12' },
            { poLine: 2, sku: 'SKU-2', quantity: 0, promisedOn: '2026-03-12' },
          ],
        },
      ],
    ]);
  });

  it('an order whose line has no quantity is refused, and not read without the line', () => {
    const body = ['BGM+220+PO-9+9', 'DTM+137:20260301:102', 'LIN+1', 'PIA+5+SKU-1:IN', 'UNS+S'];
    const file = read(edifactOf([messageOf('ORDERS', body)]));
    expect(file.documents).toEqual([]);
    expect(file.findings).toMatchObject([
      { code: 'FIELD_MISSING', action: 'reject', line: 1, field: 'QTY+21' },
    ]);
  });

  it('an ORDRSP to the whole order is a document and no event', () => {
    const file = response([], 'BGM+231+R-1+29');
    expect(file.documents).toMatchObject([{ document: { answer: 'accepted', lines: [] }, events: [] }]);
  });

  it.each([
    ['cases', ['LIN+1+5', 'PIA+5+SKU-1:IN', 'QTY+21:5:CT'], /line 1: quantity must be whole pieces/],
    ['no item number of ours', ['LIN+1+5+9506000005041:SRV', 'QTY+21:5'], /our item number is needed/],
    ['a changed line without its quantity', ['LIN+1+3', 'PIA+5+SKU-1:IN', 'QTY+21:5'], /send QTY\+113/],
    ['a line that says nothing', ['LIN+1', 'PIA+5+SKU-1:IN', 'QTY+21:5'], /LIN is missing/],
  ])('an ORDRSP is refused for %s', (_, lines, reason) => {
    const file = response(lines);
    expect(file.documents).toEqual([]);
    expect(file.findings.map(({ message }) => message).join()).toMatch(reason);
  });

  const advice = (lines: readonly string[], bgm = 'BGM+352::9+RCV-1+9') =>
    read(
      edifactOf([
        messageOf('RECADV', [
          bgm,
          'DTM+137:20260302:102',
          'DTM+50:202603021305:203',
          'RFF+AAK:DES-1',
          'RFF+ON:PO-1',
          'NAD+SU+SUP-BRIGHT::92',
          `NAD+DP+${SITE_GLN}::9`,
          'CPS+1',
          ...lines,
        ]),
      ]),
    );

  it('a RECADV records the receipt: good and damaged units apart', () => {
    const file = advice([
      ...['LIN+1', 'PIA+5+SKU-1:IN', 'QTY+194:90', 'QTY+124:10', 'QVR+-10:124'],
      // Delivered, of which damaged goods are a part.
      ...[
        'LIN+2',
        'PIA+5+SKU-2:IN',
        'QTY+46:20',
        'QVR+-4:195+AF+DME',
        'RFF+ON:PO-2:3',
        'PCI+36E',
        'DTM+361:20261231:102',
        'GIN+BX+L2',
      ],
    ]);
    expect(file.findings).toEqual([]);
    expect(file.documents[0]?.events).toMatchObject([
      {
        type: 'ReceiptRecorded',
        site: 'DC-ATL',
        data: {
          receiptId: 'RCV-1',
          asnId: 'DES-1',
          supplierId: 'SUP-BRIGHT',
          arrivedAt: '2026-03-02T13:05:00Z',
          countedBy: 'acorn-edi',
          final: true,
          lines: [
            { poId: 'PO-1', sku: 'SKU-1', quantity: 90, condition: 'good' },
            { poId: 'PO-1', sku: 'SKU-1', quantity: 10, condition: 'damaged' },
            {
              poId: 'PO-2',
              poLine: 3,
              sku: 'SKU-2',
              quantity: 16,
              condition: 'good',
              lot: 'L2',
              expiry: '2026-12-31',
            },
            { poId: 'PO-2', poLine: 3, sku: 'SKU-2', quantity: 4, condition: 'damaged', lot: 'L2' },
          ],
        },
      },
    ]);
  });

  it('a RECADV of many lines is several receipts, the last of them final', () => {
    const lines = Array.from({ length: 250 }, (_, index) => [
      `LIN+${index + 1}`,
      `PIA+5+SKU-${index}:IN`,
      'QTY+194:1',
    ]);
    const events = advice(lines.flat()).documents[0]?.events.map(
      ({ data }) => data as { receiptId: string; final: boolean; lines: unknown[] },
    );
    expect(events?.map(({ receiptId, final, lines: held }) => [receiptId, final, held.length])).toEqual([
      ['RCV-1', false, 100],
      ['RCV-1:2', false, 100],
      ['RCV-1:3', true, 50],
    ]);
  });

  it('a RECADV that replaces another is kept and changes no stock', () => {
    const file = advice(['LIN+1', 'PIA+5+SKU-1:IN', 'QTY+194:90'], 'BGM+352::9+RCV-1+5');
    expect(file.documents).toMatchObject([{ document: { purpose: 'replace' }, events: [] }]);
    expect(file.findings).toMatchObject([{ code: 'PURPOSE_UNUSED', action: 'warn' }]);
  });

  it('a RECADV with more damaged than delivered is refused', () => {
    expect(advice(['LIN+1', 'PIA+5+SKU-1:IN', 'QTY+46:3', 'QVR+-4:124']).verdict).toBe('rejected');
  });
});

describe('an answer to what we sent', () => {
  const stamp = { controlNumber: '42', at: RECEIVED_AT };
  const answered = (text: string) => {
    const [report] = read(text).report.edifact ?? [];
    if (!report) throw new Error('the file has no interchange');
    return report;
  };

  it('a CONTRL is read back with every position and code, and is not answered', () => {
    const broken = messageOf(
      'DESADV',
      despatchAdvice().filter((one) => !one.startsWith('BGM')),
      '2',
    );
    const report = answered(edifactOf([messageOf('DESADV', despatchAdvice()), broken]));
    const file = read(renderContrl(report, stamp) ?? '', edifactContext({ senderId: BUYER_GLN }));
    expect(file.documents.map(({ document }) => document)).toEqual([
      {
        type: 'syntax-acknowledgment',
        documentId: 'IC1',
        interchange: 'IC1',
        accepted: true,
        messages: [
          { reference: '1', messageType: 'DESADV', accepted: true, faults: [] },
          { reference: '2', messageType: 'DESADV', accepted: false, faults: [{ segment: 1, code: '13' }] },
        ],
      },
    ]);
    expect((file.report.edifact ?? []).flatMap((one) => renderContrl(one, stamp) ?? [])).toEqual([]);
  });

  it('an APERAK is read back with its errors, their lines and texts', () => {
    const body = despatchAdvice().map((one) => one.replace('QTY+12:10:PCE', 'QTY+12:X:PCE'));
    const file = read(
      renderAperak(answered(edifactOf([messageOf('DESADV', body)])), stamp) ?? '',
      edifactContext({ senderId: BUYER_GLN }),
    );
    expect(file.documents[0]?.document).toMatchObject({
      type: 'application-acknowledgment',
      documentId: '421',
      answers: 'DES-1',
      accepted: false,
      errors: [
        {
          code: 'FIELDINV',
          line: 1,
          text: expect.stringContaining('segment 18: QTY+12 must be a number above 0'),
        },
        { code: 'FIELDINV', line: 2 },
      ],
    });
  });
});
