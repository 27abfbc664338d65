import * as z from 'zod/mini';
import { calendarDate, defineEvent, identifier, money, positiveUnits, timestamp, units } from './envelope.ts';

/** Why goods come back: the Return Request Reason Codes of X12 RDR02 (element 1293). */
export const ReturnReason = z.enum([
  'BC',
  'CO',
  'CV',
  'DA',
  'DI',
  'DM',
  'DP',
  'DR',
  'DT',
  'EI',
  'EO',
  'EW',
  'LP',
  'MD',
  'NA',
  'OP',
  'PE',
  'PF',
  'PR',
  'PS',
  'PW',
  'RE',
  'SD',
  'SM',
  'SP',
  'SR',
  'ST',
  'TE',
  'WG',
]);
export type ReturnReason = z.infer<typeof ReturnReason>;

/** What a return is refused with, in X12 RDR03 codes: time limit, wear, no sale, not defective, item as ordered. */
export const DenialCode = z.enum(['RT', 'EW', 'NR', 'IN', 'IO']);
export type DenialCode = z.infer<typeof DenialCode>;

/** A sealed, B as new, C used or cosmetic, D repairable, E unsaleable, X mismatch or empty. */
export const Grade = z.enum(['A', 'B', 'C', 'D', 'E', 'X']);
export type Grade = z.infer<typeof Grade>;

export const Disposition = z.enum([
  'RESTOCK',
  'REFURBISH',
  'OUTLET',
  'RTV',
  'LIQUIDATE',
  'SALVAGE',
  'DONATE',
  'DISPOSE',
  'QUARANTINE',
  'HOLD',
]);
export type Disposition = z.infer<typeof Disposition>;

/** What the customer gets, rule 5.6. */
export const CustomerAction = z.enum([
  'CREDIT',
  'CREDIT_ONLY',
  'SCRAP',
  'REPLACE_AND_CREDIT',
  'REPLACE_AND_SCRAP',
  'RETURN_TO_CUSTOMER',
]);
export type CustomerAction = z.infer<typeof CustomerAction>;

const about = { rmaId: identifier, orderId: identifier, sku: identifier };

export const ReturnRequested = defineEvent(
  'returns',
  'ReturnRequested',
  'A customer wants to send goods of an order line back.',
  z.object({
    ...about,
    orderLineId: identifier,
    customerId: identifier,
    quantity: positiveUnits,
    serial: z.optional(z.string()),
    reason: ReturnReason,
    /** The pack was opened, as the customer says. */
    opened: z.boolean(),
    wants: CustomerAction,
    /** Where the goods are sent from. */
    from: z.object({ country: z.string(), postalCode: z.string() }),
    requestedAt: timestamp,
  }),
);

export const ReturnAuthorized = defineEvent(
  'returns',
  'ReturnAuthorized',
  'A return may come, or need not: then the customer keeps the goods.',
  z.object({
    ...about,
    quantity: positiveUnits,
    action: CustomerAction,
    /** Returns Disposition Code of X12 RDR01 (element 1292). */
    rdr01: z.string(),
    goodsComeBack: z.boolean(),
    labelId: z.optional(identifier),
    expiresAt: timestamp,
    risk: z.int(),
  }),
);

export const ReturnDenied = defineEvent(
  'returns',
  'ReturnDenied',
  'A return is refused: on request, or after goods were looked at.',
  z.object({ ...about, code: DenialCode, cause: z.string(), by: z.string() }),
);

export const ReturnScanned = defineEvent(
  'returns',
  'ReturnScanned',
  'The carrier has taken a parcel that comes back.',
  z.object({ rmaId: identifier, scannedAt: timestamp }),
);

export const ReturnReceived = defineEvent(
  'returns',
  'ReturnReceived',
  'A parcel of a return was opened at the dock and its units counted.',
  z.object({
    rmaId: identifier,
    sku: identifier,
    quantity: positiveUnits,
    lot: z.optional(z.string()),
    weightGrams: z.optional(positiveUnits),
    receivedAt: timestamp,
    receivedBy: identifier,
  }),
);

export const ReturnInspected = defineEvent(
  'returns',
  'ReturnInspected',
  'Somebody looked at returned goods and graded them.',
  z.object({
    rmaId: identifier,
    grade: Grade,
    serial: z.optional(z.string()),
    lot: z.optional(z.string()),
    expiresOn: z.optional(calendarDate),
    opened: z.boolean(),
    counterfeit: z.boolean(),
    /** Damage is why the goods have their grade. */
    damaged: z.boolean(),
    packState: z.enum(['INTACT', 'OPENED', 'CRUSHED', 'WET', 'UNKNOWN']),
    evidence: z.array(z.string()),
    inspectedAt: timestamp,
    inspectedBy: identifier,
  }),
);

export const ReturnDisposed = defineEvent(
  'returns',
  'ReturnDisposed',
  'Returned goods have their place; the recovery of every way that was open is named.',
  z.object({
    ...about,
    quantity: positiveUnits,
    grade: Grade,
    disposition: Disposition,
    /** Net recovery of each way in minor units of the currency. */
    recovery: z.record(z.string(), units),
    currency: z.string(),
    risk: z.int(),
  }),
);

export const ReturnRefunded = defineEvent(
  'returns',
  'ReturnRefunded',
  'A customer has got money back for a return.',
  z.object({
    ...about,
    amount: money,
    refundId: identifier,
    on: z.enum(['SCAN', 'INSPECTION', 'NO_RETURN']),
  }),
);

export const ReturnExpired = defineEvent(
  'returns',
  'ReturnExpired',
  'Authorized goods did not come in time.',
  z.object({ ...about, authorizedAt: timestamp }),
);
