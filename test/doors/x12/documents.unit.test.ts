import fc from 'fast-check';
import { type X12Interchange, X12Parser } from 'node-x12';
import { describe, expect, it } from 'vitest';
import type {
  AdjustmentAdvice,
  InventoryAdvice,
  OrderChange,
  OrderResponse,
  PurchaseOrder,
  ReceivingAdvice,
  ReturnNotice,
  ShipAdvice,
  ShipOrder,
} from '../../../lambdas/doors/documents.ts';
import type { AnnouncedLine, ParsedFile } from '../../../lambdas/doors/notice.ts';
import { kindOf } from '../../../lambdas/doors/x12/kinds.ts';
import { parseX12 } from '../../../lambdas/doors/x12/parse-x12.ts';
import type { WrittenSegment } from '../../../lambdas/doors/x12/places.ts';
import { writeOrderResponse } from '../../../lambdas/doors/x12/sets/acknowledgment-855.ts';
import { writeAdjustmentAdvice } from '../../../lambdas/doors/x12/sets/adjustment-947.ts';
import { writeOrderChange } from '../../../lambdas/doors/x12/sets/change-860.ts';
import { writeInventoryAdvice } from '../../../lambdas/doors/x12/sets/inventory-846.ts';
import { writePurchaseOrder } from '../../../lambdas/doors/x12/sets/purchase-order-850.ts';
import { writeWarehouseReceipt } from '../../../lambdas/doors/x12/sets/receipt-944.ts';
import { writeReceivingAdvice } from '../../../lambdas/doors/x12/sets/receiving-861.ts';
import { writeReturnNotice } from '../../../lambdas/doors/x12/sets/return-180.ts';
import { writeShipAdvice } from '../../../lambdas/doors/x12/sets/ship-advice.ts';
import { writeShipOrder } from '../../../lambdas/doors/x12/sets/ship-order-940.ts';
import { segments } from '../../../lambdas/doors/x12/tokenizer.ts';
import { writeShipNotice } from '../../../lambdas/doors/x12/write-856.ts';
import { type WrittenSet, writeInterchange } from '../../../lambdas/doors/x12/write-interchange.ts';
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
import { linesOf, RECEIVED_AT } from '../support/files.ts';
import { SITE_GLN, ssccOf } from '../support/notices.ts';
import { SAMPLES, x12Context, x12Of } from '../support/x12.ts';

const context = x12Context();
const read = (text: string) => parseX12(text, context);
const only = (file: ParsedFile) => {
  expect(file.findings).toEqual([]);
  return file.documents[0]?.document;
};
const DELIMITERS = { element: '*', component: '>', segment: '~' };
const stamp = {
  sender: { qualifier: 'ZZ', id: 'ACORNFOODS' },
  receiver: { qualifier: 'ZZ', id: 'NORTHWIND' },
  controlNumber: '000000042',
  at: RECEIVED_AT,
};
const setOf = (setId: string, written: readonly WrittenSegment[]): WrittenSet => {
  const kind = kindOf(setId);
  if (!kind) throw new Error(`${setId} is no set`);
  return { setId, functionalId: kind.functionalId, segments: written };
};

/** Sets whose segments say a day and no time. */
const date = day.map((one) => `${one}T00:00:00Z`);
const header = {
  documentId: id,
  purpose: fc.constantFrom('original' as const, 'replace' as const, 'cancel' as const),
  issuedAt: date,
  buyer: maybe(fc.constantFrom('9506000000015', 'B1')),
  supplier: maybe(fc.constantFrom('9506000010014', 'SUP-1')),
  shipTo: fc.constant(SITE_GLN),
};
const price = maybe(
  fc.tuple(exact(0), fc.constantFrom(undefined, 12, 100, 1000)).map(([one, per]) => ({ ...one, per })),
);

const purchaseOrder: fc.Arbitrary<PurchaseOrder> = fc.record({
  type: fc.constant('purchase-order' as const),
  ...header,
  requestedAt: maybe(moment),
  currency: maybe(fc.constant('USD')),
  lines: numbered(
    fc
      .tuple(item, measured(1), price, maybe(moment))
      .map(([one, quantity, cost, requestedAt]) => ({ ...one, quantity, price: cost, requestedAt })),
    1,
  ),
}) as never;

const orderChange: fc.Arbitrary<OrderChange> = fc
  .record({
    type: fc.constant('order-change' as const),
    ...header,
    poId: id,
    change: maybe(fc.constant('3')),
    orderedAt: date,
    requestedAt: maybe(moment),
    currency: maybe(fc.constant('USD')),
    lines: numbered(
      fc
        .tuple(
          item,
          fc.constantFrom('added', 'changed', 'removed', 'unchanged'),
          maybe(fc.tuple(pieces(0), maybe(pieces(0)))),
          price,
          maybe(moment),
        )
        .map(([one, change, counted, cost, requestedAt]) => ({
          ...one,
          change,
          quantity: counted?.[0],
          open: counted?.[1],
          price: cost,
          requestedAt,
        })),
    ),
  })
  .map((one) => ({
    ...one,
    documentId: one.change === undefined ? one.poId : `${one.poId}:${one.change}`,
  })) as never;

const orderResponse: fc.Arbitrary<OrderResponse> = fc.record({
  type: fc.constant('order-response' as const),
  ...header,
  purpose: fc.constant('original'),
  poId: id,
  orderedAt: date,
  answer: fc.constantFrom('accepted', 'changed', 'rejected'),
  promisedAt: moment,
  lines: numbered(
    fc
      .tuple(id, fc.constantFrom('accepted', 'changed', 'rejected'), pieces(1), pieces(0), maybe(date))
      .map(([sku, answer, ordered, other, promisedAt]) => {
        const none = { value: 0, scale: 0, uom: 'EA' };
        const confirmed = { accepted: ordered, changed: other, rejected: none }[answer as 'accepted'];
        return { sku, answer, ordered, confirmed, promisedAt };
      }),
  ).map((lines) => lines.map((line) => ({ ...line, poLine: line.line }))),
}) as never;

/** What may stand on a label, and is no delimiter. */
const label = fc.stringMatching(/^[A-Z0-9.:é]([A-Z0-9.: é]{0,8}[A-Z0-9.:é])?$/);
/** Where a set has no date of issue of its own: the group's, which is written from the stamp. */
const ofGroup = { ...header, issuedAt: fc.constant(RECEIVED_AT), purpose: fc.constant('original' as const) };
const receipt = fc.tuple(
  id,
  pieces(0),
  maybe(pieces(1)),
  maybe(fc.constant(ssccOf(1))),
  maybe(label),
  maybe(day),
);

const receivingAdvice: fc.Arbitrary<ReceivingAdvice> = fc.record({
  type: fc.constant('receiving-advice' as const),
  ...header,
  purpose: fc.constant('original'),
  issuedAt: moment,
  receivedAt: moment,
  asnId: maybe(id),
  poId: maybe(id),
  lines: numbered(
    fc
      .tuple(receipt, maybe(id), maybe(fc.integer({ min: 1, max: 99 })))
      .map(([[sku, good, damaged, sscc, lot, expiry], poId, poLine]) => ({
        sku,
        poId,
        poLine,
        good,
        damaged,
        sscc,
        lot,
        expiry,
      })),
    1,
  ),
}) as never;

const warehouseReceipt: fc.Arbitrary<ReceivingAdvice> = fc.record({
  type: fc.constant('receiving-advice' as const),
  ...ofGroup,
  receivedAt: moment,
  asnId: maybe(id),
  poId: maybe(id),
  lines: numbered(
    fc.tuple(receipt, maybe(id)).map(([[sku, good, damaged, sscc, lot, expiry], poId]) => ({
      sku,
      poId,
      good,
      damaged,
      sscc,
      lot,
      expiry,
    })),
    1,
  ),
}) as never;

const inventoryAdvice: fc.Arbitrary<InventoryAdvice> = fc.record({
  type: fc.constant('inventory-advice' as const),
  ...header,
  issuedAt: moment,
  stockAt: maybe(moment),
  warehouse: maybe(fc.constantFrom(SITE_GLN, 'W1')),
  lines: numbered(
    fc
      .tuple(
        item,
        fc.array(
          fc.record({
            status: fc.constantFrom('on-hand', 'on-order', 'back-ordered'),
            quantity: measured(0),
            lot: maybe(label),
            expiry: maybe(day),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      )
      .map(([one, stock]) => ({ ...one, stock })),
    1,
  ),
}) as never;

const shipOrder: fc.Arbitrary<ShipOrder> = fc.record({
  type: fc.constant('ship-order' as const),
  ...header,
  issuedAt: fc.constant(RECEIVED_AT),
  supplier: fc.constant(undefined),
  poId: maybe(id),
  warehouse: maybe(fc.constantFrom('9506000000121', 'W1')),
  shipAt: maybe(date),
  deliverAt: maybe(date),
  lines: numbered(
    fc.tuple(item, measured(1), maybe(label)).map(([one, quantity, lot]) => ({ ...one, quantity, lot })),
    1,
  ),
}) as never;

const shipAdvice = (of: ShipAdvice['of']): fc.Arbitrary<ShipAdvice> =>
  fc.record({
    type: fc.constant('ship-advice' as const),
    of: fc.constant(of),
    ...ofGroup,
    supplier: fc.constant(undefined),
    orderId: maybe(id),
    poId: maybe(id),
    shippedAt: date,
    deliverAt: maybe(date),
    shipFrom: maybe(fc.constantFrom('9506000000121', 'W1')),
    carrier: maybe(fc.constant('RDWY')),
    lines: numbered(
      fc
        .tuple(item, pieces(0), maybe(pieces(0)), maybe(fc.constant(ssccOf(2))), maybe(label))
        .map(([one, shipped, ordered, sscc, lot]) => ({
          ...one,
          shipped,
          ordered: of === 'order' ? ordered : undefined,
          sscc,
          lot,
        })),
      1,
    ),
  }) as never;

const adjustmentAdvice: fc.Arbitrary<AdjustmentAdvice> = fc.record({
  type: fc.constant('adjustment-advice' as const),
  ...header,
  supplier: fc.constant(undefined),
  shipTo: fc.constant(undefined),
  warehouse: maybe(fc.constantFrom(SITE_GLN, 'W1')),
  lines: numbered(
    fc
      .tuple(item, measured(1), fc.boolean(), fc.constantFrom('AU', '56', '07'), maybe(label))
      .map(([one, quantity, gone, reason, lot]) => ({
        ...one,
        change: { ...quantity, value: gone ? -quantity.value : quantity.value },
        reason,
        lot,
      })),
    1,
  ),
}) as never;

const returnNotice: fc.Arbitrary<ReturnNotice> = fc.record({
  type: fc.constant('return-notice' as const),
  ...header,
  issuedAt: moment,
  poId: maybe(id),
  lines: numbered(
    fc
      .tuple(item, measured(1), maybe(fc.constantFrom('DM', 'WG')), maybe(fc.constantFrom('RA', 'RP')))
      .map(([one, quantity, reason, disposition]) => ({ ...one, quantity, reason, disposition })),
    1,
  ),
}) as never;

/** What each of its kinds is written by, and documents it can say. */
const KINDS = [
  ['850', writePurchaseOrder, purchaseOrder],
  ['855', writeOrderResponse, orderResponse],
  ['860', writeOrderChange, orderChange],
  ['861', writeReceivingAdvice, receivingAdvice],
  ['846', writeInventoryAdvice, inventoryAdvice],
  ['940', writeShipOrder, shipOrder],
  ['943', writeShipAdvice, shipAdvice('transfer')],
  ['944', writeWarehouseReceipt, warehouseReceipt],
  ['945', writeShipAdvice, shipAdvice('order')],
  ['947', writeAdjustmentAdvice, adjustmentAdvice],
  ['180', writeReturnNotice, returnNotice],
] as const;

describe('a document that is written', () => {
  it.each(KINDS)('as %s is read as it was', (setId, write, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<never>, (one) => {
        const document = clean(one);
        const text = writeInterchange([setOf(setId, write(document))], stamp);
        const back = only(read(text)) as OrderResponse;
        expect(back).toEqual(document);
      }),
      { numRuns: 150 },
    );
  });

  it.each(KINDS)('as %s is the same to another parser', (setId, write, arbitrary) => {
    const sets = fc.sample(arbitrary as fc.Arbitrary<never>, { numRuns: 5, seed: 7 }).map(clean);
    const text = writeInterchange(
      sets.map((one) => setOf(setId, write(one as never))),
      stamp,
    );
    const interchange = new X12Parser(true).parse(text) as X12Interchange;
    const theirs = interchange.functionalGroups.flatMap(({ transactions }) =>
      transactions.flatMap((transaction) =>
        transaction.segments.map(({ tag, elements }) => [tag, ...elements.map(({ value }) => value)]),
      ),
    );
    const ours = [...segments(text, DELIMITERS, 0)]
      .filter(({ id: tag }) => !['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA'].includes(tag))
      .map(({ id: tag, elements }) => [tag, ...elements]);
    expect(theirs).toEqual(ours);
    expect(ours.length).toBeGreaterThan(sets.length);
  });

  it('as 856 is read as it was', () => {
    const one = fc.tuple(
      fc.record({
        poId: fc.constantFrom('PO-1', 'PO-2'),
        poLine: maybe(fc.integer({ min: 1, max: 99 })),
        sku: id,
        gtin: fc.constantFrom(undefined, '09506000005041'),
        quantity: measured(1),
        lot: maybe(label),
        expiry: maybe(day),
        temperature: maybe(fc.constantFrom('ambient', 'chilled', 'frozen')),
        hazardClass: maybe(fc.constant('3')),
      }),
      fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(id, moment, fc.array(one, { minLength: 1, maxLength: 5 }), (asnId, at, all) => {
        const lines = clean(all).map(([line, serials], index): AnnouncedLine => {
          const { value, scale, uom } = line.quantity;
          const several = Math.max(1, serials.length);
          const quantity = { value: value * several, scale, uom };
          const packs = serials.map((serial) => ({ sscc: ssccOf(serial), value, scale }));
          const sscc = packs.length === 1 ? packs[0]?.sscc : undefined;
          return {
            line: { ...line, line: index + 1, quantity, ...(sscc && { sscc }) },
            packs,
          } as AnnouncedLine;
        });
        // Quantities as they are read: trailing zeros say nothing.
        fc.pre(lines.every(({ line }) => line.quantity.scale === 0 || line.quantity.value % 10 !== 0));
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
        const set = { setId: '856', functionalId: 'SH', segments: writeShipNotice({ data, lines }) };
        const file = read(writeInterchange([set], stamp));
        expect(file.findings).toEqual([]);
        const { shipTo: _, ...expected } = data;
        expect(file.notices[0]?.data).toMatchObject(expected);
        expect(linesOf(file)).toEqual(lines);
      }),
      { numRuns: 200 },
    );
  });

  it('goes into one group with its neighbors of the same kind', () => {
    const [first, second] = fc.sample(purchaseOrder, { numRuns: 2, seed: 1 });
    if (!first || !second) throw new Error('no samples');
    const [one, two] = [clean({ ...first, documentId: 'PO-1' }), clean({ ...second, documentId: 'PO-2' })];
    const orders = [one, two].map((order) => setOf('850', writePurchaseOrder(order)));
    const file = read(writeInterchange(orders, stamp));
    expect(file.documents.map(({ document }) => document)).toEqual([one, two]);
    expect(file.report.interchanges?.[0]?.groups.map(({ sets }) => sets.length)).toEqual([2]);
  });

  it('never says something else by a delimiter in a text', () => {
    const order = clean(fc.sample(purchaseOrder, { numRuns: 1, seed: 3 })[0]) as PurchaseOrder;
    const file = read(
      writeInterchange([setOf('850', writePurchaseOrder({ ...order, buyer: 'A*B~C>D' }))], stamp),
    );
    expect(file.documents[0]?.document).toMatchObject({ buyer: 'A B C D' });
  });

  it('raises for what the set cannot say', () => {
    const response = clean(fc.sample(orderResponse, { numRuns: 1, seed: 3 })[0]) as OrderResponse;
    const { orderedAt: _, ...undated } = response;
    expect(() => writeOrderResponse(undated)).toThrow(/when it was placed \(BAK04\)/);
  });
});

describe('what an 855 announces', () => {
  const response = (lines: readonly string[], bak = 'BAK*00*AC*PO-1*20260301****SO-1*20260302') =>
    read(x12Of([{ setId: '855', body: [bak, 'DTM*067*20260312', `N1*ST**UL*${SITE_GLN}`, ...lines] }]));
  const messages = (file: ParsedFile) => file.findings.map(({ message }) => message).join('\n');

  it('acknowledges the order line by line; shared answers add up, and count to the last of their dates', () => {
    const file = response([
      'PO1*1*10*EA***SK*SKU-1',
      'ACK*IA*6*EA*069*20260310',
      'ACK*BP*2*EA*069*20260320',
      'ACK*IB*2*EA',
      'PO1*2*5*EA***BP*SKU-2',
      'ACK*IR',
      'CTT*2',
    ]);
    expect(file.findings).toEqual([]);
    expect(file.documents[0]?.events).toMatchObject([
      {
        type: 'OrderAcknowledged',
        site: 'DC-ATL',
        subject: 'PO-1',
        data: {
          poId: 'PO-1',
          supplierId: 'SUP-ACORN',
          lines: [
            { poLine: 1, sku: 'SKU-1', quantity: 8, promisedOn: '2026-03-20' },
            { poLine: 2, sku: 'SKU-2', quantity: 0, promisedOn: '2026-03-12' },
          ],
        },
      },
    ]);
  });

  it('the answer to the whole order is that of lines without their own, where it needs no detail', () => {
    const lines = ['PO1*1*10*EA***SK*SKU-1', 'CTT*1'];
    const whole = (answer: string) => response(lines, `BAK*00*${answer}*PO-1*20260301****SO-1*20260302`);
    expect(whole('AD').documents[0]?.events).toMatchObject([{ data: { lines: [{ quantity: 10 }] } }]);
    expect(whole('RJ').documents[0]?.events).toMatchObject([{ data: { lines: [{ quantity: 0 }] } }]);
    expect(messages(whole('AC'))).toMatch(/the line is not answered; send an ACK/);
  });

  it('an answer without lines is a document and no event', () => {
    const file = response([], 'BAK*00*AK*PO-1*20260301*****20260302');
    expect(file.documents).toMatchObject([
      { document: { documentId: 'PO-1', answer: 'accepted' }, events: [] },
    ]);
  });

  it.each([
    ['goods on hold', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IH*5*EA'], /ACK01 must be one of AA, AC/],
    ['a substitute', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IS*5*EA'], /ACK01 must be one of/],
    ['cases', ['PO1*1*5*CA***SK*SKU-1', 'ACK*IA*5*CA'], /quantity must be whole pieces/],
    ['two units', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IA*2*EA', 'ACK*IA*1*CA'], /must count in one unit/],
    ['a change without its quantity', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IQ'], /ACK02 is missing/],
    [
      'a rest nobody answers',
      ['PO1*1*5*EA***SK*SKU-1', 'ACK*IA*2*EA'],
      /5 were ordered, the answers are to 2/,
    ],
    ['an ACK without its line', ['ACK*IA*5*EA'], /ACK cannot stand here/],
  ])('is refused for %s', (_, lines, reason) => {
    const file = response(lines);
    expect(file.documents).toEqual([]);
    expect(messages(file)).toMatch(reason);
  });
});

describe('what a receipt announces', () => {
  const sample = (setId: string, edit: (body: readonly string[]) => readonly string[] = (body) => body) =>
    read(x12Of([{ setId, body: edit(SAMPLES[setId] ?? []) }]));
  const replace = (from: string, to: string) => (body: readonly string[]) =>
    body.map((one) => (one === from ? to : one));

  it('an 861 records it: good and damaged units apart, a shortage in what was counted', () => {
    expect(sample('861').documents[0]?.events).toMatchObject([
      {
        type: 'ReceiptRecorded',
        site: 'DC-ATL',
        data: {
          receiptId: 'RCV-1',
          asnId: 'ACN-70001',
          supplierId: 'SUP-ACORN',
          arrivedAt: '2026-03-02T13:05:00Z',
          final: true,
          lines: [
            {
              poId: 'PO-1',
              poLine: 1,
              sku: 'SKU-1',
              quantity: 96,
              condition: 'good',
              lot: 'L1',
              expiry: '2026-12-31',
            },
            { poId: 'PO-1', poLine: 1, sku: 'SKU-1', quantity: 4, condition: 'damaged', sscc: ssccOf(1) },
            { poId: 'PO-2', poLine: 2, sku: 'SKU-2', quantity: 20, condition: 'good' },
          ],
        },
      },
    ]);
  });

  it('a 944 records it at the site that writes', () => {
    expect(sample('944').documents[0]?.events).toMatchObject([
      {
        type: 'ReceiptRecorded',
        site: 'DC-ATL',
        data: {
          receiptId: 'RCV-1',
          asnId: 'ACN-70001',
          lines: [
            { poId: 'PO-1', sku: 'SKU-1', quantity: 96, condition: 'good', lot: 'L1' },
            { poId: 'PO-1', sku: 'SKU-1', quantity: 4, condition: 'damaged' },
            { poId: 'PO-1', sku: 'SKU-2', quantity: 20, condition: 'good' },
          ],
        },
      },
    ]);
  });

  it.each([
    [
      'a condition that is neither',
      '861',
      replace('RCD*1*100*EA***4*EA*01*2*EA*02', 'RCD*1*100*EA***4*EA*09'),
      /"4 09" is no quantity in a condition that is read here/,
    ],
    [
      'more damaged than arrived',
      '861',
      replace('RCD*1*100*EA***4*EA*01*2*EA*02', 'RCD*1*100*EA***101*EA*01'),
      /101 are damaged of 100 that arrived/,
    ],
    [
      'goods that arrived nowhere of ours',
      '861',
      replace(`N1*ST**UL*${SITE_GLN}`, 'N1*ST**92*ELSEWHERE'),
      /received at no site of ours/,
    ],
    [
      'an exception nobody knows',
      '944',
      replace('W13*4*EA*01', 'W13*4*EA*05'),
      /W1303 must be one of 01, 02, 03, 07/,
    ],
    ['an exception in another unit', '944', replace('W13*4*EA*01', 'W13*4*CA*01'), /W1302 must be one of EA/],
    [
      'exceptions alone',
      '944',
      (body: readonly string[]) => ['W17*X*20260302*RCV-1*PO-1', ...body.slice(1)],
      /W1701 must be one of F, J, N/,
    ],
    [
      'a quantity nobody knows',
      '846',
      replace('QTY*63*40*EA', 'QTY*61*40*EA'),
      /QTY01 must be one of 17, 33, 63, BQ/,
    ],
    [
      'a reason for a return nobody knows',
      '180',
      replace('RDR*RA*DM', 'RDR*RA*ZZ'),
      /RDR02 must be one of BC, CO/,
    ],
    [
      'a price for nobody knows how many',
      '850',
      (body: readonly string[]) => body.map((one) => one.replace('*HP*', '*CA*')),
      /PO105 must be one of HP, PD, PE, TP/,
    ],
    [
      'an adjustment by nothing',
      '947',
      replace('W19*56*2*EA**SK*SKU-2', 'W19*56*0*EA**SK*SKU-2'),
      /W1902 must be a number other than 0/,
    ],
    [
      'an order status that says less than an order',
      '940',
      (body: readonly string[]) => ['W05*G*SO-1', ...body.slice(1)],
      /W0501 must be one of F, N, R/,
    ],
  ])('%s refuses the set', (_, setId, edit, reason) => {
    const file = sample(setId, edit);
    expect(file.documents).toEqual([]);
    expect(file.findings.map(({ message }) => message).join('\n')).toMatch(reason);
    expect(file.report.interchanges?.[0]?.groups[0]?.sets[0]).toMatchObject({
      verdict: 'rejected',
      codes: ['5'],
    });
  });
});
