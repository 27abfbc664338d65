import * as z from 'zod/mini';
import {
  calendarDate,
  defineEvent,
  identifier,
  money,
  nonNegativeUnits,
  positiveUnits,
  timestamp,
  units,
} from './envelope.ts';

/** What a check found. */
export const Finding = z.object({
  /** V1 to V14 of the receiving rules, or a door's own code. */
  code: z.string(),
  action: z.enum(['none', 'warn', 'reject']),
  /** Whether it is about the document, a line or a pack. */
  scope: z.enum(['document', 'line', 'pack']),
  line: z.optional(z.int()),
  field: z.string(),
  /** What stands there, as text. */
  value: z.string(),
  message: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** One line of an advance ship notice as the partner announced it, before any master data is known. */
export const NoticeLine = z.object({
  line: z.int().check(z.positive()),
  poId: identifier,
  poLine: z.optional(z.int().check(z.positive())),
  sku: identifier,
  gtin: z.optional(z.string()),
  /** `value` × 10^-scale `uom`: 12.5 kg is { value: 125, scale: 1, uom: 'KG' }. */
  quantity: z.object({
    value: z.int().check(z.positive()),
    scale: z.int().check(z.minimum(0), z.maximum(6)),
    uom: z.string().check(z.minLength(1), z.maxLength(8)),
  }),
  sscc: z.optional(z.string()),
  lot: z.optional(z.string()),
  expiry: z.optional(calendarDate),
  hazardClass: z.optional(z.string()),
  temperature: z.optional(z.enum(['ambient', 'chilled', 'frozen'])),
});
export type NoticeLine = z.infer<typeof NoticeLine>;

/** A pack as the partner announced it: the lines it holds and how much of each. */
export const NoticePack = z.object({
  sscc: z.string(),
  contents: z.array(z.object({ line: z.int(), value: z.int().check(z.positive()), scale: z.int() })),
});
export type NoticePack = z.infer<typeof NoticePack>;

/** Lines travel beside the event in chunks of at most 100, so an event stays small whatever the notice's size. */
export const NoticeDocument = z.object({
  lineCount: z.int().check(z.nonnegative()),
  /** Where each line is: an array of `NoticeIndexEntry`, so a receipt finds its line without reading every chunk. */
  indexKey: z.string(),
  /** The lines themselves, in order. */
  chunks: z.array(
    z.object({
      key: z.string(),
      /** How many lines it holds. */
      lines: z.int(),
      sha256: z.string(),
    }),
  ),
  /** Where the same list is when it is too long for an event; `chunks` is empty then. */
  chunksKey: z.optional(z.string()),
});

export const AsnReceived = defineEvent(
  'inbound',
  'AsnReceived',
  'A partner announced a shipment.',
  z.object({
    asnId: identifier,
    supplierId: identifier,
    purpose: z.enum(['original', 'replace', 'cancel']),
    poIds: z.array(identifier),
    shipToGln: z.optional(z.string()),
    shippedAt: timestamp,
    /** When the truck is due at the dock. */
    dueAt: timestamp,
    sentAt: timestamp,
    carrier: z.optional(z.object({ scac: z.string(), reference: z.optional(z.string()) })),
    /** The partner's own totals, checked by V10. */
    control: z.optional(z.object({ lineCount: z.optional(z.int()), hashTotal: z.optional(z.string()) })),
    document: NoticeDocument,
    origin: z.object({
      partnerId: identifier,
      format: z.enum(['csv', 'json', 'x12-856', 'edifact-desadv', 'event']),
      key: z.optional(z.string()),
      controlNumber: z.optional(z.string()),
    }),
    findings: z.array(Finding),
  }),
);

const noticeVerdict = z.object({
  asnId: identifier,
  supplierId: identifier,
  lineCount: z.int(),
  rejectedLines: z.array(z.int()),
  findings: z.array(Finding),
});
export const AsnValidated = defineEvent(
  'inbound',
  'AsnValidated',
  'A notice passed its checks; rejected lines are named.',
  noticeVerdict,
);
export const AsnRejected = defineEvent(
  'inbound',
  'AsnRejected',
  'A notice was refused, with every reason.',
  noticeVerdict,
);

export const Condition = z.enum(['good', 'damaged']);
export const ReceiptLine = z.object({
  /** The announced line, when the dock knows it; otherwise the line is matched by order line, SSCC or SKU. */
  asnLine: z.optional(z.int().check(z.positive())),
  poId: z.optional(identifier),
  poLine: z.optional(z.int().check(z.positive())),
  sku: identifier,
  quantity: positiveUnits,
  condition: Condition,
  sscc: z.optional(z.string()),
  lot: z.optional(z.string()),
  expiry: z.optional(calendarDate),
});
export type ReceiptLine = z.infer<typeof ReceiptLine>;

export const ReceiptRecorded = defineEvent(
  'inbound',
  'ReceiptRecorded',
  'The dock counted goods; `final` closes the unloading.',
  z.object({
    receiptId: identifier,
    asnId: z.optional(identifier),
    supplierId: identifier,
    arrivedAt: timestamp,
    countedBy: identifier,
    final: z.boolean(),
    lines: z.array(ReceiptLine).check(z.maxLength(100)),
  }),
);

/** How counted goods differ from the order and the notice; CLEAN is no difference. */
export const DiscrepancyClass = z.enum([
  'CLEAN',
  'OVER_IN',
  'OVER_EXCESS',
  'SHORT_IN',
  'SHORT_EXCESS',
  'SHORT_ANNOUNCED',
  'WRONG_ITEM',
  'UNORDERED',
  'DAMAGED',
  'LOT_EXPIRY',
  'EARLY',
  'LATE',
  'NO_ASN',
]);
export type DiscrepancyClass = z.infer<typeof DiscrepancyClass>;

export const ReceiptReconciled = defineEvent(
  'inbound',
  'ReceiptReconciled',
  'Counted lines were compared with the order and the notice.',
  z.object({
    asnId: z.optional(identifier),
    supplierId: identifier,
    lines: z.array(
      z.object({
        line: z.int(),
        poId: z.optional(identifier),
        sku: identifier,
        class: z.array(DiscrepancyClass),
        ordered: units,
        confirmed: units,
        announced: units,
        good: units,
        damaged: units,
        value: money,
        decisionId: z.string(),
      }),
    ),
  }),
);
export const ReceiptOverdue = defineEvent(
  'inbound',
  'ReceiptOverdue',
  'Announced goods have not arrived.',
  z.object({
    asnId: identifier,
    supplierId: identifier,
    dueAt: timestamp,
    businessDaysLate: z.int(),
  }),
);
const postedLines = z.array(
  z.object({
    line: z.int(),
    poId: z.optional(identifier),
    poLine: z.optional(z.int()),
    sku: identifier,
    quantity: units,
    bucket: z.string(),
    lot: z.optional(z.string()),
    effectKey: z.string(),
    value: money,
  }),
);
export const ReceiptPosted = defineEvent(
  'inbound',
  'ReceiptPosted',
  'Received stock was posted; allocation can use what is available.',
  z.object({
    asnId: z.optional(identifier),
    supplierId: identifier,
    documentId: z.string(),
    lines: postedLines,
  }),
);
export const ReceiptReversed = defineEvent(
  'inbound',
  'ReceiptReversed',
  'A posted receipt was taken back.',
  z.object({
    asnId: z.optional(identifier),
    supplierId: identifier,
    documentId: z.string(),
    lines: postedLines,
    reason: z.string(),
  }),
);
export const ReceivingAdviceIssued = defineEvent(
  'inbound',
  'ReceivingAdviceIssued',
  'The 861/RECADV-shaped answer to the supplier.',
  z.object({
    adviceId: z.string(),
    asnId: z.optional(identifier),
    supplierId: identifier,
    replaces: z.optional(z.string()),
    lines: z.array(
      z.object({
        line: z.int(),
        poId: z.optional(identifier),
        sku: identifier,
        received: nonNegativeUnits,
        quantity: nonNegativeUnits,
        /** X12 861 RCD condition: 07 good, 01 damaged, 02 short, 03 over, 05 incorrect, 09 hold, 12 over returned, 14 no matching notice. */
        condition: z.enum(['07', '01', '02', '03', '05', '09', '12', '14']),
      }),
    ),
  }),
);
