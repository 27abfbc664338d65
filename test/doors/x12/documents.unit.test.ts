import fc from 'fast-check';
import { type X12Interchange, X12Parser } from 'node-x12';
import { describe, expect, it } from 'vitest';
import type { OrderResponse, PurchaseOrder } from '../../../lambdas/doors/documents.ts';
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
import { clean, day, id, maybe, measured, moment } from '../support/documents.ts';
import { linesOf, RECEIVED_AT } from '../support/files.ts';
import { SITE_GLN, ssccOf } from '../support/notices.ts';
import { x12Context } from '../support/x12.ts';
import {
  adjustmentAdvice,
  inventoryAdvice,
  label,
  orderChange,
  orderResponse,
  purchaseOrder,
  receivingAdvice,
  returnNotice,
  shipAdvice,
  shipOrder,
  warehouseReceipt,
} from '../support/x12-documents.ts';

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

  it('comes in groups whose numbers count on from the interchange, so that a 997 names one of them', () => {
    const order = clean(fc.sample(purchaseOrder, { numRuns: 1, seed: 1 })[0]) as PurchaseOrder;
    const [first, second] = [setOf('850', writePurchaseOrder(order)), { setId: '997', functionalId: 'FA' }];
    const answer = {
      ...second,
      segments: [['AK1', 'PO', '7'] as const, ['AK9', 'A', '1', '1', '1'] as const],
    };
    const { interchanges = [] } = read(writeInterchange([first, answer], stamp)).report;
    expect(interchanges[0]?.groups.map(({ controlNumber }) => controlNumber)).toEqual(['42', '43']);
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
