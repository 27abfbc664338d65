import type { ReceiptLine } from '../../events/inbound.ts';
import { ACORN, type Act, type ActEnding, BRIGHT, good, HARBOR, NORTHWIND } from './act.ts';

/** The acts of the day at the dock: what suppliers announce, what the dock counts, what people decide about it. */

const damaged = (sku: string, quantity: number): ReceiptLine => ({ sku, quantity, condition: 'damaged' });
const ends = (
  retailer: typeof NORTHWIND | typeof HARBOR,
  supplierId: string,
  asnId: string,
  state = 'CLOSED',
): ActEnding => ({ ...retailer, process: 'receiving', key: `${supplierId}/${asnId}`, state });

export const cleanDelivery: Act = {
  title: 'A clean delivery',
  expect: 'three lines announced by X12 856, counted as announced, posted without anybody’s help',
  shows: ['receiving'],
  endings: [ends(NORTHWIND, ACORN, 'ACN-70001')],
  run: async (floor) => {
    await floor.drop(NORTHWIND.tenant, 'acorn-edi', 'clean.edi');
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70001', 'AWAITING_RECEIPT');
    await floor.count({
      ...NORTHWIND,
      supplierId: ACORN,
      asnId: 'ACN-70001',
      receiptId: 'R-70001',
      by: 'dock-1',
      lines: [
        good('ACN-OATS-1KG', 480),
        good('ACN-MUESLI-750', 240),
        good('ACN-YOGURT-500', 360, { lot: 'Y2603A', expiry: '2026-04-10' }),
      ],
    });
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70001', 'CLOSED');
  },
};

export const overAtTwoRetailers: Act = {
  title: 'The same 4 % over at two retailers',
  expect:
    'northwind-grocery allows 5 % and posts; harbor-home allows 2 %, counts blind a second time, then asks',
  shows: ['receiving'],
  endings: [ends(NORTHWIND, BRIGHT, 'BRT-2201'), ends(HARBOR, BRIGHT, 'BRT-2201')],
  run: async (floor) => {
    const retailers = [NORTHWIND, HARBOR];
    for (const retailer of retailers) await floor.drop(retailer.tenant, 'bright-csv', 'over.csv');
    for (const retailer of retailers) {
      await floor.reaches(retailer.tenant, BRIGHT, 'BRT-2201', 'AWAITING_RECEIPT');
      await floor.count({
        ...retailer,
        supplierId: BRIGHT,
        asnId: 'BRT-2201',
        receiptId: `R-2201-${retailer.site}`,
        by: 'dock-1',
        lines: [good('BRT-SPONGE-3', 520), good('BRT-FOIL-30M', 400)],
      });
    }
    await floor.reaches(NORTHWIND.tenant, BRIGHT, 'BRT-2201', 'CLOSED');
    const recount = await floor.task(HARBOR.tenant, BRIGHT, 'BRT-2201', 'recount');
    await floor.answer(recount, 'COUNTED', 'dock-2', { form: { good: 520, damaged: 0 } });
    const review = await floor.task(HARBOR.tenant, BRIGHT, 'BRT-2201', 'review-over');
    await floor.answer(review, 'ACCEPT_TO_TOLERANCE', 'supervisor-sea', {
      comment: 'Two percent as agreed, the rest goes back.',
    });
    await floor.reaches(HARBOR.tenant, BRIGHT, 'BRT-2201', 'CLOSED');
  },
};

export const damagedDelivery: Act = {
  title: 'Damaged goods',
  expect: '188 good units are posted at once, 12 damaged ones are blocked and claimed',
  shows: ['receiving'],
  endings: [ends(NORTHWIND, ACORN, 'ACN-70003')],
  run: async (floor) => {
    await floor.drop(NORTHWIND.tenant, 'acorn-edi', 'damaged.edi');
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70003', 'AWAITING_RECEIPT');
    await floor.count({
      ...NORTHWIND,
      supplierId: ACORN,
      asnId: 'ACN-70003',
      receiptId: 'R-70003',
      by: 'dock-2',
      lines: [good('ACN-MUESLI-750', 188), damaged('ACN-MUESLI-750', 12)],
    });
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70003', 'CLOSED');
  },
};

export const unorderedItem: Act = {
  title: 'An item nobody ordered',
  expect: 'the ordered line is posted, the other is quarantined and a buyer sends it back',
  shows: ['receiving'],
  endings: [ends(NORTHWIND, ACORN, 'ACN-70004')],
  run: async (floor) => {
    await floor.drop(NORTHWIND.tenant, 'acorn-edi', 'wrong-item.edi');
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70004', 'AWAITING_RECEIPT');
    await floor.count({
      ...NORTHWIND,
      supplierId: ACORN,
      asnId: 'ACN-70004',
      receiptId: 'R-70004',
      by: 'dock-1',
      lines: [good('ACN-OATS-1KG', 120), good('ACN-GRANOLA-500', 160)],
    });
    const review = await floor.task(NORTHWIND.tenant, ACORN, 'ACN-70004', 'review-item');
    await floor.answer(review, 'RETURN', 'supervisor-atl', { comment: 'Not on the order.' });
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70004', 'CLOSED');
  },
};

export const goodsWithoutNotice: Act = {
  title: 'Goods without a notice',
  expect: 'after a grace they are received against the one order that fits',
  shows: ['receiving'],
  endings: [ends(NORTHWIND, ACORN, 'receipt-R-90001')],
  run: async (floor) => {
    await floor.count({
      ...NORTHWIND,
      supplierId: ACORN,
      receiptId: 'R-90001',
      by: 'dock-1',
      lines: [
        good('ACN-ALMOND-BULK', 62_500, {
          poId: 'NW-4500005',
          poLine: 1,
          lot: 'ALM-2602',
          expiry: '2027-02-01',
        }),
      ],
    });
    await floor.reaches(NORTHWIND.tenant, ACORN, 'receipt-R-90001', 'AWAITING_NOTICE');
    await floor.advance(45);
    await floor.reaches(NORTHWIND.tenant, ACORN, 'receipt-R-90001', 'CLOSED');
  },
};

export const brokenFiles: Act = {
  title: 'A notice sent twice, and files that are broken',
  expect: 'the repetition is refused with V3; every broken file is in quarantine with its report',
  shows: ['receiving'],
  needs: [cleanDelivery],
  endings: [],
  run: async (floor) => {
    await floor.drop(NORTHWIND.tenant, 'acorn-edi', 'duplicate.edi');
    const broken = [
      [NORTHWIND.tenant, 'acorn-edi', 'broken-cut-short.edi'],
      [NORTHWIND.tenant, 'acorn-edi', 'broken-counts.edi'],
      [NORTHWIND.tenant, 'acorn-edi', 'broken-test-flag.edi'],
      [HARBOR.tenant, 'bright-csv', 'broken-columns.csv'],
    ] as const;
    for (const [tenant, partner, file] of broken) await floor.drop(tenant, partner, file);
    for (const [tenant, partner, file] of broken) {
      await floor.until(`the report of ${file}`, async () =>
        (await floor.stage.documents.list(`quarantine/${tenant}/${partner}/`)).some((key) =>
          key.includes(file),
        ),
      );
    }
  },
};

export const erpOutage: Act = {
  title: 'An ERP that answers 500 for a while',
  expect: 'the circuit opens, the receipt waits for the ERP instead of failing, and goes on when it is back',
  shows: ['receiving'],
  endings: [ends(HARBOR, ACORN, 'ACN-81003')],
  run: async (floor) => {
    await floor.drop(HARBOR.tenant, 'acorn-edi', 'clean.json');
    await floor.reaches(HARBOR.tenant, ACORN, 'ACN-81003', 'AWAITING_RECEIPT');
    const fault = await floor.systems.fault({
      kind: 'error',
      status: 500,
      tenant: HARBOR.tenant,
      system: 'erp',
      operation: 'postGoodsReceipt',
    });
    await floor.count({
      ...HARBOR,
      supplierId: ACORN,
      asnId: 'ACN-81003',
      receiptId: 'R-81003',
      by: 'dock-1',
      lines: [good('ACN-VASE-30', 240)],
    });
    await floor.reaches(HARBOR.tenant, ACORN, 'ACN-81003', 'WAITING_PARTNER');
    await floor.systems.clearFaults(fault.id);
    await floor.advance(10);
    await floor.reaches(HARBOR.tenant, ACORN, 'ACN-81003', 'CLOSED');
  },
};

export const undecidedShortage: Act = {
  title: 'A shortage nobody decides about',
  expect:
    'reminder, two escalations, then the safe end: good units are posted, the dispute is parked with an open case',
  shows: ['receiving'],
  endings: [ends(NORTHWIND, ACORN, 'ACN-70002', 'PARKED')],
  run: async (floor) => {
    await floor.drop(NORTHWIND.tenant, 'acorn-edi', 'short.edi');
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70002', 'AWAITING_RECEIPT');
    await floor.count({
      ...NORTHWIND,
      supplierId: ACORN,
      asnId: 'ACN-70002',
      receiptId: 'R-70002',
      by: 'dock-1',
      lines: [good('ACN-OATS-1KG', 480), good('ACN-GRANOLA-500', 200)],
    });
    const review = await floor.task(NORTHWIND.tenant, ACORN, 'ACN-70002', 'review-short');
    for (const moment of [
      review.reminderAt,
      ...review.escalations.map((escalation) => escalation.at),
      review.parkAt,
    ])
      await floor.setClock(moment);
    await floor.reaches(NORTHWIND.tenant, ACORN, 'ACN-70002', 'PARKED');
  },
};
