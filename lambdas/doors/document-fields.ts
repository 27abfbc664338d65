import type { Finding } from '../../events/inbound.ts';
import { gtin14, type KeyKind } from '../domain/check-digit.ts';
import { type DocumentHeader, type DocumentLine, type Measured, withoutEmpty } from './documents.ts';
import type { Exact } from './exact.ts';
import { type Kind, kinds } from './fields.ts';

/** What all documents say alike, whatever format they came in: who, which, when, which item and how much of it. */

export type ItemName = 'line' | 'sku' | 'gtin';
export type HeaderName = 'documentId' | 'purpose' | 'issuedAt' | 'buyer' | 'supplier' | 'shipTo';

/** The part of a record's reader that is needed here, for records that have these fields among others. */
export interface Read<Field extends string> {
  optional<Value>(field: Field, kind: Kind<Value>): Value | undefined;
  required<Value>(field: Field, kind: Kind<Value>): Value | undefined;
  checkKey(field: Field, kind: KeyKind, key: string, scope?: Finding['scope']): boolean;
}

export function readDocumentHeader(read: Read<HeaderName>): DocumentHeader | undefined {
  const documentId = read.required('documentId', kinds.id);
  const purpose = read.optional('purpose', kinds.oneOf('original', 'replace', 'cancel')) ?? 'original';
  const issuedAt = read.required('issuedAt', kinds.moment);
  const party = (field: 'buyer' | 'supplier' | 'shipTo') => {
    const code = read.optional(field, kinds.label64);
    if (code !== undefined && /^\d{13}$/.test(code)) read.checkKey(field, 'gln', code);
    return code;
  };
  const [buyer, supplier, shipTo] = [party('buyer'), party('supplier'), party('shipTo')];
  if (documentId === undefined || issuedAt === undefined) return undefined;
  return withoutEmpty({ documentId, purpose, issuedAt, buyer, supplier, shipTo });
}

/** An item is known by one of its numbers at least. `ordinal` numbers a line that has no number of its own. */
export function readDocumentLine(read: Read<ItemName>, ordinal: number): DocumentLine | undefined {
  const line = read.optional('line', kinds.wholeNumber(1)) ?? ordinal;
  const gtin = read.optional('gtin', kinds.label64);
  const valid = gtin !== undefined && read.checkKey('gtin', 'gtin', gtin);
  const sku = gtin === undefined ? read.required('sku', kinds.id) : read.optional('sku', kinds.id);
  if (sku === undefined && gtin === undefined) return undefined;
  return withoutEmpty({ line, sku, gtin: valid ? gtin14(gtin) : gtin });
}

/** A quantity with its unit, when there is one; `least` 0 allows none of it. */
export function readMeasured<Quantity extends string, Uom extends string>(
  read: Read<Quantity | Uom>,
  quantity: Quantity,
  uom: Uom,
  least: 0 | 1,
): Measured | undefined {
  return measuredBy(read, read.optional(quantity, least === 0 ? kinds.quantityOrNone : kinds.quantity), uom);
}

/** A quantity that must be there, with its unit. */
export function requireMeasured<Quantity extends string, Uom extends string>(
  read: Read<Quantity | Uom>,
  quantity: Quantity,
  uom: Uom,
  least: 0 | 1,
): Measured | undefined {
  return measuredBy(read, read.required(quantity, least === 0 ? kinds.quantityOrNone : kinds.quantity), uom);
}

function measuredBy<Uom extends string>(read: Read<Uom>, amount: Exact | undefined, uom: Uom) {
  if (!amount) return undefined;
  const unit = read.required(uom, kinds.uom);
  return unit === undefined ? undefined : { ...amount, uom: unit };
}
